/** One pass of a convolution, however it is computed, run over arrays: borrowed inputs, one new output. */
import { elementCount } from '../../../shape/shape.js'
import { parameterOf } from '../../activation.js'
import type { DeviceArray, Ending } from '../../backend.js'
import { checkEnding } from '../../ending.js'
import { activationKind } from './activationKind.js'
import type { FilterGradient } from './directFilterGradient.js'
import { endingWord } from './endingWord.js'
import type { InPlaceKernels } from './inPlaceKernels.js'
import type { SimdKernels } from './simdKernels.js'
import { floats, lineBytes, wholeLines, workspaceOf } from './workspace.js'

/** A filter laid out anew for a product. */
export interface Packing {
  readonly bytes: number
  readonly workspaceBytes: number
  /** Addresses. */
  readonly pack: (simd: SimdKernels, filter: number, packed: number, workspace: number) => void
}

export interface Pass {
  /** undefined: the filter is read as it lies */
  readonly packing: Packing | undefined
  readonly workspaceBytes: number
  /** Addresses; bias 0 stands for none. `filter` is packed, and begins on a cache line. */
  readonly run: (
    simd: SimdKernels,
    source: number,
    filter: number,
    bias: number,
    target: number,
    ending: EndingAt,
    workspace: number,
  ) => void
}

/** How the outputs end (assembly/ending.ts): the address of what is added, 0 for nothing, and the word of the activation (`endingWord`). */
export interface EndingAt {
  readonly addend: number
  readonly activation: number
}

/** Outputs as they come. */
export const noEnding: EndingAt = { addend: 0, activation: 0 }

/** A pass that was chosen; `keptAs` names its packing among those that a constant filter keeps. */
export interface ChosenPass {
  readonly pass: Pass
  readonly keptAs: string | undefined
}

const noArray = 0

/** A constant's filter, packed once and kept: a cache line more than it needs, for it must begin on one. */
const keptFilter = (kernels: InPlaceKernels, { bytes, workspaceBytes, pack }: Packing, name: string, filter: DeviceArray): DeviceArray =>
  kernels.keptInPlace(filter, name, [(wholeLines(bytes) + lineBytes) / floats(1)], workspaceBytes, (simd, from, to, workspace) =>
    pack(simd, from, wholeLines(to), workspace),
  )

/** Maps and a filter, perhaps a bias, to maps. */
export const passBy = (
  kernels: InPlaceKernels,
  { pass: { packing, workspaceBytes, run }, keptAs }: ChosenPass,
  maps: DeviceArray,
  filter: DeviceArray,
  bias: DeviceArray | undefined,
  shape: readonly number[],
  ending: Ending = {},
): DeviceArray => {
  checkEnding(ending, shape)
  const { activation } = ending
  const word = endingWord(activation)
  const kept = keptAs !== undefined && packing !== undefined ? keptFilter(kernels, packing, keptAs, filter) : undefined
  const packsNow = packing !== undefined && kept === undefined
  const parts = workspaceOf({
    packed: packsNow ? packing.bytes : 0,
    rest: Math.max(workspaceBytes, packsNow ? packing.workspaceBytes : 0),
  })
  const weights = kept ?? filter
  const borrowed = [maps, weights, bias, ending.addend].filter((array) => array !== undefined)
  const [output] = kernels.inPlace(borrowed, [shape], parts.bytes, (simd, addresses, [y], workspace) => {
    const addressOf = (array: DeviceArray | undefined): number =>
      array === undefined ? noArray : (addresses[borrowed.indexOf(array)] as number)
    const at = parts.at(workspace)
    const from = addressOf(weights)
    if (packsNow) packing.pack(simd, from, at.packed, at.rest)
    const packed = packsNow ? at.packed : kept === undefined ? from : wholeLines(from)
    run(simd, addressOf(maps), packed, addressOf(bias), y, { addend: addressOf(ending.addend), activation: word ?? 0 }, at.rest)
    if (activation !== undefined && word === undefined)
      simd.activate(activationKind(activation), parameterOf(activation), y, y, elementCount(shape))
  })
  return output
}

/** Maps and an output's gradient to a filter's. */
export const filterGradientBy = (
  kernels: InPlaceKernels,
  { workspaceBytes, run }: FilterGradient,
  maps: DeviceArray,
  outputGradient: DeviceArray,
  shape: readonly number[],
): DeviceArray => {
  const [gradient] = kernels.inPlace([maps, outputGradient], [shape], workspaceBytes, (simd, [x, dy], [dw], workspace) =>
    run(simd, x, dy, dw, workspace),
  )
  return gradient
}
