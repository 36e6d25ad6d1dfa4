/** The sizes that the kernels of depthwise convolutions take (assembly/depthwise.ts), and the workspace they need. */
import type { AxisWindow, ConvolutionGeometry, MapBatch } from '../../convolutionGeometry.js'
import { reach } from '../../../shape/window.js'
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

/** Windows along an axis, moved by `stride` over a source whose cells are `spread` apart, behind so many cells of padding. */
interface Windows extends Pick<AxisWindow, 'taps' | 'stride' | 'dilation'> {
  readonly spread: number
  readonly before: number
}

interface Sides {
  readonly source: MapBatch
  readonly target: MapBatch
  readonly turned: boolean
}

const tapFloats = (channels: number, taps: number): number => taps * vectorColumns(channels)

const windowsPass = ({ source, target, turned }: Sides, y: Windows, x: Windows): DepthwisePass => {
  const [batch, height, width, channels] = source
  const [, outHeight, outWidth] = target
  const parts = workspaceOf({
    packed: floats(tapFloats(channels, y.taps * x.taps) + vectorColumns(channels)),
    table: floats(2 * y.taps + 1),
  })
  const window = [y.taps, x.taps, y.stride, x.stride, y.spread, x.spread, y.dilation, x.dilation, y.before, x.before, Number(turned)]
  return {
    workspaceBytes: parts.bytes,
    run: (simd, { source: from, filter, bias, target: to, addend }, activation, workspace) => {
      const { packed, table } = parts.at(workspace)
      simd.depthwise(
        ...[from, filter, bias, to, batch, height, width, channels, outHeight, outWidth],
        ...window,
        ...[addend, activation, packed, table],
      )
    },
  }
}

const forwardAlong = (axis: AxisWindow): Windows => ({ ...axis, spread: 1, before: axis.padding })

const backAlong = (axis: AxisWindow): Windows => ({
  ...axis,
  stride: 1,
  spread: axis.stride,
  before: reach(axis.taps, axis.dilation) - 1 - axis.padding,
})

/** The output: the source is the input. */
export const depthwisePass = ({ y, x, input, output }: ConvolutionGeometry): DepthwisePass =>
  windowsPass({ source: input, target: output, turned: false }, forwardAlong(y), forwardAlong(x))

/** The input's gradient: the source is the output's. */
export const depthwiseInputPass = ({ y, x, input, output }: ConvolutionGeometry): DepthwisePass =>
  windowsPass({ source: output, target: input, turned: true }, backAlong(y), backAlong(x))

/** The filter's gradient. */
export const depthwiseFilterPass = ({ y, x, input, output }: ConvolutionGeometry): FilterGradient => {
  const [batch, height, width, channels] = input
  const [, outHeight, outWidth] = output
  const sumsFloats = tapFloats(channels, y.taps * x.taps)
  const parts = workspaceOf({ sums: floats(sumsFloats), totals: 2 * floats(sumsFloats), table: floats(2 * y.taps) })
  const window = [y.taps, x.taps, y.stride, x.stride, y.dilation, x.dilation, y.padding, x.padding]
  return {
    workspaceBytes: parts.bytes,
    run: (simd, from, outputGradient, to, workspace) => {
      const { sums, totals, table } = parts.at(workspace)
      simd.depthwiseFilterGradient(
        ...[from, outputGradient, to, batch, height, width, channels, outHeight, outWidth],
        ...window,
        ...[sums, totals, table],
      )
    },
  }
}
