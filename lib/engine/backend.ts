/**
 * A backend: the differentiable operations a network is made of, on one device, as a plain value.
 *
 * Everything above `engine/` computes through this interface and nothing else, so that our own WASM kernels, WebGL, or another
 * tensor library can take a record's place without a change above.
 *
 * Ownership, the one rule of memory. A `DeviceArray` is a handle to device memory with exactly one owner.
 *   - An operation *takes* its `input` (and a pullback its `outputGradient`): the caller must not use it afterwards.
 *     Who needs it twice calls `share` first, which makes a second handle to the same memory.
 *   - An operation *borrows* everything else (filters, scales, masks, labels), but for an ending's addend, which it takes.
 *   - What an operation or a pullback returns belongs to the caller, who passes it on or calls `release`.
 *   - A pullback owns what it saved and may be called once; it frees what it saved.
 * So each activation is freed as soon as no pullback needs it. `scope` is the net below: whatever its body made and did not
 * return is freed when it ends, also when it fails.
 */
import type { either as E, taskEither as TE } from 'fp-ts'
import type { PerAxis } from '../shape/perAxis.js'
import type { Activation } from './activation.js'
import type { ClippingOperations } from './clippingOperations.js'
import type { DeviceArray } from './deviceArray.js'
import type { EngineError } from './engineError.js'
import type { LossOperations } from './lossOperations.js'
import type { BatchNormInferenceOptions, BatchStatistics, GroupNormOptions, NormGradients, NormOptions } from './norms.js'
import type { OptimizerSteps } from './optimizerSteps.js'

export type { DeviceArray } from './deviceArray.js'

/** Gradients of the loss: `outputGradient` in, the gradient of the operation's input (and of each parameter it borrowed) out. */
export type Pullback<Gradients> = (outputGradient: DeviceArray) => Gradients

/** An operation that is run for its output alone (`apply`) or also for its derivative (`differentiate`). */
export interface Operation<Options, Gradients> {
  readonly apply: (input: DeviceArray, options: Options) => DeviceArray
  readonly differentiate: (input: DeviceArray, options: Options) => readonly [output: DeviceArray, pullback: Pullback<Gradients>]
}

/** What follows an operation in a network at rest: the activation of output + addend, each part where it is asked for. */
export interface Ending {
  /** Of the output's shape; taken. A residual sum. */
  readonly addend?: DeviceArray | undefined
  readonly activation?: Activation | undefined
}

/** An operation with a weight; run for its output alone it can end in what follows it. */
export interface WeightedOperation<Options> extends Operation<Options, WeightGradients> {
  readonly apply: (input: DeviceArray, options: Options, ending?: Ending) => DeviceArray
}

/** Gradient of an operation without parameters. */
export interface InputGradient {
  readonly input: DeviceArray
}

/** filter [kernelHeight, kernelWidth, inChannels / groups, outChannels]; bias [outChannels]; padding in cells on both sides of an axis. */
export interface Conv2dOptions {
  readonly filter: DeviceArray
  readonly bias: DeviceArray | undefined
  readonly stride: PerAxis
  readonly padding: PerAxis
  /** cells from one tap of the filter to the next; default 1, side by side */
  readonly dilation?: PerAxis | undefined
  /** so many convolutions side by side, each of its own channels: the first outputs see the first inputs, and so on; default 1 */
  readonly groups?: number | undefined
  /** false for a network's first layer, whose input gradient nobody reads: the pullback then skips it. */
  readonly needsInputGradient: boolean
}

/** filter [kernelHeight, kernelWidth, outChannels, inChannels]; bias [outChannels]; padding in cells that are cut off on both sides of an axis. */
export interface ConvTranspose2dOptions extends Conv2dOptions {
  /** cells more at the end of an axis */
  readonly outputPadding: PerAxis
}

/** weight [inFeatures, outFeatures]; bias [outFeatures]. */
export interface LinearOptions {
  readonly weight: DeviceArray
  readonly bias: DeviceArray | undefined
  readonly needsInputGradient: boolean
}

/** `input` is undefined exactly when the options said that nobody needs it. */
export interface WeightGradients {
  readonly input: DeviceArray | undefined
  readonly weight: DeviceArray
  readonly bias: DeviceArray | undefined
}

/** Windows of `size`, moved by `stride`, each a number for both axes of a map or two. */
export interface PoolOptions {
  readonly size: PerAxis
  readonly stride: PerAxis
  /** whether a last window that reaches beyond the map is made of its cells on the map; absent or false: it is dropped */
  readonly ceilMode?: boolean | undefined
}

/** `padding`, at most half of `size` along each axis, is how many cells windows may reach beyond each edge of the map; what is not on the map never wins. */
export interface MaxPoolOptions extends PoolOptions {
  readonly padding: PerAxis
}

/** How many times as large maps become on either side, and where the numbers between the cells come from: `engine/upsample.ts`. */
export interface UpsampleOptions {
  readonly factor: number
  readonly interpolation: 'nearest' | 'bilinear'
}

/** Softmax itself, or its logarithm: `engine/softmax.ts`. */
export interface SoftmaxOptions {
  readonly logarithm: boolean
}

/** How a backend was started, as plain data that can be posted to a worker: `startFrom` starts the same one there. */
export interface Origin {
  /** of those that start a backend in a worker */
  readonly starter: 'startWasm'
  readonly options: object
  /** The URL of a page's worker script, where it is not beside the library's. */
  readonly worker?: string
}

/** The memory of one device. See above for who owns what. */
export interface DeviceMemory {
  /** "wasm" or "webgl": for messages and tables. */
  readonly name: string
  /** undefined where a worker could not start the like of it */
  readonly origin: Origin | undefined
  /** Copy values to the device. Fails (inside `scope`) with `OutOfMemory` when the device cannot hold them. */
  readonly upload: (values: Float32Array, shape: readonly number[]) => DeviceArray
  /** A new array whose values `fill` writes, every one. A rehearsal does not ask it for them. */
  readonly filled: (shape: readonly number[], fill: (values: Float32Array) => void) => DeviceArray
  /**
   * A device copy of an immutable array, made when it is first used, and good as long as the array itself lives: never release it. So is what
   * an operation makes of it and would have to make again: a small batch's packed filter. Where something does not fit, the copies that were
   * not used for longest leave the device, and are made again when they are used.
   */
  readonly constant: (values: Float32Array, shape: readonly number[]) => DeviceArray
  /** All copies of an immutable array leave the device now, packed ones too, instead of when the collector takes the array. */
  readonly evict: (values: Float32Array) => void
  /**
   * Read back, all in one wait, into arrays of their sizes where those are given; borrows, and only until it runs: what is read is what the arrays
   * hold then, whatever is computed, or released, meanwhile. A task because WebGL reads asynchronously, and because the event loop has its turn
   * here (`turn.ts`); one that can fail because a GPU may be taken away meanwhile.
   */
  readonly download: (arrays: readonly DeviceArray[], into?: readonly Float32Array[]) => TE.TaskEither<EngineError, readonly Float32Array[]>
  readonly share: (array: DeviceArray) => DeviceArray
  readonly release: (array: DeviceArray) => void
  /**
   * Run a synchronous computation; free all it made except the arrays reachable from its result through plain objects, arrays and maps.
   * Failures of the engine inside become a `Left`; any other exception is a bug of ours and passes through.
   */
  readonly scope: <A>(body: () => A) => E.Either<EngineError, A>
  /** Arrays and bytes alive now, constants apart. */
  readonly liveArrays: () => { readonly count: number; readonly bytes: number }
  /** The most bytes there ever were at once, constants and the working memory of kernels included. */
  readonly peakBytes: () => number
  /** The largest array there ever was, constants included, and what it took. */
  readonly largestArray: () => { readonly shape: readonly number[]; readonly bytes: number }
  /** The most bytes that all arrays may take together. */
  readonly limitBytes: number
  /** The most bytes that one array may take: on a GPU its largest texture. */
  readonly arrayLimitBytes: number
  /**
   * A stand-in that holds shapes and no numbers, for measuring what a computation needs: run it there, then ask `peakBytes`.
   * Its `upload` and `constant` look at the shape alone; as everywhere, one array and shape is one constant.
   */
  readonly rehearsal: () => Backend
  /**
   * What there is to make ready, once, for what `compute` computes on a rehearsal: on WebGL a program to compile for each, where it is not compiled yet; on
   * WASM nothing. Each raises what goes wrong: only inside a `scope`.
   */
  readonly preparation: (compute: (rehearsal: Backend) => void) => readonly (() => void)[]
}

/** Gradients of a product's factors. */
export interface ProductGradients {
  readonly left: DeviceArray
  readonly right: DeviceArray
}

/** What one device computes. See above for who owns what. */
export interface Operations extends OptimizerSteps, LossOperations, ClippingOperations {
  readonly conv2d: WeightedOperation<Conv2dOptions>
  /** Each channel convolved with a window of its own: filter [kernel, kernel, 1, channels], bias [channels]. */
  readonly depthwiseConv2d: WeightedOperation<Conv2dOptions>
  /** The input gradient of a convolution as an operation of its own: `transposed.ts`. */
  readonly convTranspose2d: WeightedOperation<ConvTranspose2dOptions>
  readonly linear: WeightedOperation<LinearOptions>
  /** Batch norm by the batch's own statistics, with the gradient through them. */
  readonly batchNormTraining: (
    input: DeviceArray,
    options: NormOptions,
  ) => readonly [output: DeviceArray, statistics: BatchStatistics, pullback: Pullback<NormGradients>]
  /** Batch norm by given statistics: x -> (x - mean) / sqrt(variance + epsilon) * scale + shift; and the activation of that, if one is given. */
  readonly batchNormInference: (input: DeviceArray, options: BatchNormInferenceOptions) => DeviceArray
  /** Each position by its own mean and biased variance over all channels. */
  readonly layerNorm: Operation<NormOptions, NormGradients>
  /** Each sample by its own mean and biased variance over its whole map, group of channels by group. */
  readonly groupNorm: Operation<GroupNormOptions, NormGradients>
  /** One function of each number: rectifiers, sigmoid, GELU and others; `activation.ts` defines them. */
  readonly activation: Operation<Activation, InputGradient>
  /** Softmax of the channels of each position, or its logarithm: `softmax.ts`. */
  readonly softmax: Operation<SoftmaxOptions, InputGradient>
  /** Where a window holds its maximum more than once, the first cell (row by row) takes the gradient, as in PyTorch. */
  readonly maxPool: Operation<MaxPoolOptions, InputGradient>
  readonly averagePool: Operation<PoolOptions, InputGradient>
  /** [batch, height, width, channels] -> [batch, channels] */
  readonly globalAveragePool: Operation<undefined, InputGradient>
  /** [batch, height, width, channels] -> [batch, height * factor, width * factor, channels] */
  readonly upsample: Operation<UpsampleOptions, InputGradient>
  /** Same elements, another shape. */
  readonly reshape: Operation<readonly number[], InputGradient>
  /**
   * output[..., i] = input[..., positions[i]] along the last axis, for borrowed positions [count], count at least 1: whole numbers below the
   * input's channels, none twice. What numbers no channel selects zeros. The channels not chosen have a gradient of 0.
   */
  readonly selectChannels: Operation<DeviceArray, InputGradient>
  /** Arrays side by side along the last axis, all taken: one or more, of the same axes before it. Its gradient is the output's, split. */
  readonly concatenate: (inputs: readonly DeviceArray[]) => DeviceArray
  /** The way back: parts of so many channels each, which together are those of the array (taken). */
  readonly split: (array: DeviceArray, channels: readonly number[]) => readonly DeviceArray[]
  /** So many channels of zeros (0 or more) behind the last; their gradient is dropped. */
  readonly padChannels: Operation<number, InputGradient>
  /** Elementwise product with a borrowed factor of the same shape (dropout, weight masks). */
  readonly multiply: Operation<DeviceArray, InputGradient>
  /**
   * left * right, both taken, of one shape; or one of them maps and the other a factor for each channel of a sample, [batch, channels] or
   * [batch, 1, 1, channels]: `product.ts`.
   */
  readonly product: {
    readonly apply: (left: DeviceArray, right: DeviceArray) => DeviceArray
    readonly differentiate: (left: DeviceArray, right: DeviceArray) => readonly [output: DeviceArray, pullback: Pullback<ProductGradients>]
  }
  /** left / right, element by element, both borrowed, of one shape. */
  readonly divide: (left: DeviceArray, right: DeviceArray) => DeviceArray
  /** a + b, both taken; the pullback hands the gradient to each. */
  readonly add: (left: DeviceArray, right: DeviceArray) => DeviceArray
  /** a * left + b * right, both borrowed, same shape (running statistics, accumulated gradients). */
  readonly combine: (leftFactor: number, left: DeviceArray, rightFactor: number, right: DeviceArray) => DeviceArray
  /** sign(x), with sign(0) = 0; borrows. */
  readonly sign: (array: DeviceArray) => DeviceArray
  /** e^x of each number, and the natural logarithm, -Infinity of 0 and NaN of what is below; each borrows. */
  readonly exp: (array: DeviceArray) => DeviceArray
  readonly log: (array: DeviceArray) => DeviceArray
}

/** The operations on one device, and the memory they work in. */
export interface Backend extends DeviceMemory, Operations {}

/** What starting a backend gives. */
export type Started = TE.TaskEither<EngineError, Backend>
