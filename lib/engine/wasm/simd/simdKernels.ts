/**
 * Our own SIMD kernels (source: lib/engine/assembly), instantiated on tfjs's heap: they read and write tensors in place.
 * Arguments are addresses, sizes and flags; each kernel's source says which.
 */
import { kernelBinary, relaxedBinary } from './kernelBinary.js'

/** A function of the WebAssembly module: addresses, sizes and flags. */
export type SimdKernel = (...addressesAndSizes: readonly number[]) => void

/** The functions that the module exports. */
export interface SimdKernels {
  readonly activate: SimdKernel
  readonly activateGradient: SimdKernel
  readonly clear: SimdKernel
  readonly copyColumns: SimdKernel
  readonly depthwise: SimdKernel
  readonly depthwiseFilterGradient: SimdKernel
  readonly placeColumns: SimdKernel
  readonly multiplyRows: SimdKernel
  readonly multiplyDense: SimdKernel
  readonly multiplyPlanes: SimdKernel
  readonly multiplyTransposed: SimdKernel
  readonly multiplyVector: SimdKernel
  readonly packPanels: SimdKernel
  readonly padMaps: SimdKernel
  readonly layMaps: SimdKernel
  readonly rowOffsets: SimdKernel
  readonly winogradTransformFilter: SimdKernel
  readonly winogradTransformFilterGradient: SimdKernel
  readonly winogradTransformGradient: SimdKernel
  readonly winogradTransformInput: SimdKernel
  readonly winogradTransformOutput: SimdKernel
  readonly normalizeBatch: SimdKernel
  readonly normalizeBatchGradient: SimdKernel
  readonly normalizeRows: SimdKernel
  readonly normalizeGroups: SimdKernel
  readonly normalizeGroupsGradient: SimdKernel
  readonly normalizePositions: SimdKernel
  readonly normalizePositionsGradient: SimdKernel
  readonly sumGroups: SimdKernel
  readonly spreadGroups: SimdKernel
  readonly addToRows: SimdKernel
  readonly scaleGroups: SimdKernel
  readonly sumProductsOfGroups: SimdKernel
  readonly addElements: SimdKernel
  readonly multiplyElements: SimdKernel
  readonly divideElements: SimdKernel
  readonly combineElements: SimdKernel
  readonly signElements: SimdKernel
  readonly expElements: SimdKernel
  readonly logElements: SimdKernel
  readonly descend: SimdKernel
  readonly adamStep: SimdKernel
  readonly rmsPropStep: SimdKernel
  readonly lionStep: SimdKernel
  readonly addSquares: SimdKernel
  readonly storeRoot: SimdKernel
  readonly scaleToNorm: SimdKernel
  readonly boundElements: SimdKernel
  readonly poolMaximum: SimdKernel
  readonly poolMaximumGradient: SimdKernel
  readonly poolMean: SimdKernel
  readonly poolMeanGradient: SimdKernel
  readonly gatherChannels: SimdKernel
  readonly scatterChannels: SimdKernel
  readonly softmaxCrossEntropy: SimdKernel
  readonly softCrossEntropy: SimdKernel
  readonly elementwiseLoss: SimdKernel
  readonly softmax: SimdKernel
  readonly softmaxGradient: SimdKernel
  readonly enlarge: SimdKernel
  readonly enlargeGradient: SimdKernel
}

const decode = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))

const instantiate = async (binary: string, memory: object): Promise<object> => {
  const imports = { env: { memory: memory as WebAssembly.Memory } }
  return (await WebAssembly.instantiate(decode(binary), imports)).instance.exports
}

/**
 * Whether this host multiplies and adds in one instruction (relaxed SIMD). Products then round once instead of twice, so their
 * last bits differ from those of a host without it.
 */
export const hasRelaxedSimd = (): boolean => WebAssembly.validate(decode(relaxedBinary))

/** The kernels on that memory, products by relaxed SIMD if asked for; rejects where the host refuses the binary. */
export const simdKernels = async (memory: object, { relaxed }: { readonly relaxed: boolean } = { relaxed: false }): Promise<SimdKernels> =>
  ({
    ...(await instantiate(kernelBinary, memory)),
    ...(relaxed && (await instantiate(relaxedBinary, memory))),
  }) as SimdKernels
