/** The sizes that the kernels of depthwise convolutions take (assembly/depthwise.ts), and the workspace they need. */
import type { ConvolutionGeometry, MapBatch } from '../../convolutionGeometry.js'
import type { FilterGradient } from './directFilterGradient.js'
import type { SimdKernels } from './simdKernels.js'
import { floats, vectorColumns, workspaceOf } from './workspace.js'

/** Addresses; 0 stands for no bias and no addend. */
interface DepthwiseArrays {
  readonly source: number
  readonly filter: number
  readonly bias: number
  readonly target: number
  readonly addend: number
}

/** Maps and a filter to maps. `activation` is the word of `endingWord`. */
export interface DepthwisePass {
  readonly workspaceBytes: number
  readonly run: (simd: SimdKernels, at: DepthwiseArrays, activation: number, workspace: number) => void
}

/** Windows moved by `stride` over a source whose cells are `spread` apart, behind so many cells of padding. */
interface Windows {
  readonly source: MapBatch
  readonly target: MapBatch
  readonly kernel: number
  readonly stride: number
  readonly spread: number
  readonly before: number
  readonly turned: boolean
}

const tapFloats = (channels: number, kernel: number): number => kernel ** 2 * vectorColumns(channels)

const windowsPass = ({ source, target, kernel, stride, spread, before, turned }: Windows): DepthwisePass => {
  const [batch, height, width, channels] = source
  const [, outHeight, outWidth] = target
  const parts = workspaceOf({
    packed: floats(tapFloats(channels, kernel) + vectorColumns(channels)),
    table: floats(2 * kernel + 1),
  })
  const sizes = [batch, height, width, channels, outHeight, outWidth, kernel, kernel, stride, spread, 1, before, before, Number(turned)]
  return {
    workspaceBytes: parts.bytes,
    run: (simd, { source: from, filter, bias, target: to, addend }, activation, workspace) => {
      const { packed, table } = parts.at(workspace)
      simd.depthwise(from, filter, bias, to, ...sizes, addend, activation, packed, table)
    },
  }
}

/** The output: the source is the input. */
export const depthwisePass = ({ kernel, stride, padding, input, output }: ConvolutionGeometry): DepthwisePass =>
  windowsPass({ source: input, target: output, kernel, stride, spread: 1, before: padding, turned: false })

/** The input's gradient: the source is the output's. */
export const depthwiseInputPass = ({ kernel, stride, padding, input, output }: ConvolutionGeometry): DepthwisePass =>
  windowsPass({ source: output, target: input, kernel, stride: 1, spread: stride, before: kernel - 1 - padding, turned: true })

/** The filter's gradient. */
export const depthwiseFilterPass = ({ kernel, stride, padding, input, output }: ConvolutionGeometry): FilterGradient => {
  const [batch, height, width, channels] = input
  const [, outHeight, outWidth] = output
  const parts = workspaceOf({
    sums: floats(tapFloats(channels, kernel)),
    totals: 2 * floats(tapFloats(channels, kernel)),
    table: floats(2 * kernel),
  })
  const sizes = [batch, height, width, channels, outHeight, outWidth, kernel, kernel, stride, 1, padding, padding]
  return {
    workspaceBytes: parts.bytes,
    run: (simd, from, outputGradient, to, workspace) => {
      const { sums, totals, table } = parts.at(workspace)
      simd.depthwiseFilterGradient(from, outputGradient, to, ...sizes, sums, totals, table)
    },
  }
}
