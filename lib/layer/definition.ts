/**
 * What a layer is: one record of small functions over its plain description, all in the layer's own file.
 * Everything the library does with networks (run, train, count, prune, print) is a fold over these records.
 */
import { either as E } from 'fp-ts'
import type { Backend, DeviceArray, Ending } from '../engine/backend.js'
import type { Initializer } from '../random/initializers.js'
import type { Key } from '../random/key.js'
import type { Kinds } from '../shape/kind.js'
import type { AtMost } from '../shape/atMost.js'
import type { IsSeveral } from '../shape/known.js'
import { type MapShape, type Shape, type ShowShape, showShape } from '../shape/shape.js'
import type { ArrayRule } from './arrayRule.js'

/** Arrays of one layer by name ("weight", "bias", "scale", ...). */
export type Named<A> = Readonly<Record<string, A>>

/**
 * What an array is for.
 *   weight, bias, scale, shift: trained, counted as parameters
 *   statistic:                  running mean and variance: follows the data, not the gradient
 *   mask:                       constant 0/1 factors
 *   positions:                  constant whole numbers: which channels are selected
 *   membership:                 constant whole numbers: which group each channel is in
 */
export type Role = 'weight' | 'bias' | 'scale' | 'shift' | 'statistic' | 'mask' | 'positions' | 'membership'

/**
 * Which channels an axis of an array runs over, so that surgery can slice any array without knowing its layer: the layer's inputs, its outputs, those inputs
 * that a group of outputs sees (a depthwise convolution's one), or none.
 */
export type Axis = 'inputs' | 'outputs' | 'group' | 'window'

/** One array of a layer: what it is for, its shape, what it may hold, and how its first values are drawn. */
export interface ArraySpec {
  readonly role: Role
  readonly shape: Shape
  /** one entry an axis of `shape` */
  readonly axes: readonly Axis[]
  readonly holds: ArrayRule
  readonly initial: Initializer
  /** its name in a PyTorch module; by default its own name */
  readonly moduleName?: string
  /** the order of its axes there; by default outputs, inputs, group, window */
  readonly moduleAxes?: readonly Axis[]
}

/** Is an array moved by the optimizer, and counted as a parameter? */
export const isTrained = (role: Role): boolean => role === 'weight' || role === 'bias' || role === 'scale' || role === 'shift'

/** Does an array stay as it is in training? */
export const isConstant = (role: Role): boolean => role === 'mask' || role === 'positions' || role === 'membership'

/** What a layer is told in training besides its input. */
export interface TrainingContext {
  /** for layers that draw (dropout); another one each step and layer */
  readonly key: Key
  readonly needsInputGradient: boolean
}

/** A layer's output in training, with the way back. */
export interface Differentiated {
  readonly output: DeviceArray
  /** Takes the output's gradient; gives the input's (unless nobody needs it) and those of the trained arrays, by name. */
  readonly pullback: (outputGradient: DeviceArray) => { readonly input: DeviceArray | undefined; readonly arrays: Named<DeviceArray> }
  /** New values of arrays that follow the data: running statistics. */
  readonly statistics: Named<DeviceArray>
}

/**
 * What a layer does with channels: it *makes* new ones, each out of all of its inputs, or in so many `groups` of one size, each out of its own group of
 * inputs; it *selects* some of those it is given; or it *carries* every one on by itself: then `along` puts the output's labels in order, given a label for
 * each channel of the input.
 */
export type Channels<Spec> =
  | { readonly _tag: 'made'; readonly count: (spec: Spec) => number; readonly groups?: (spec: Spec) => number }
  | { readonly _tag: 'selected'; readonly count: (spec: Spec) => number }
  | {
      readonly _tag: 'carried'
      readonly along: <Label>(labels: readonly (Label | undefined)[], input: Shape, spec: Spec) => readonly (Label | undefined)[]
    }

/** All that the library knows of a kind of layer; `Spec` is its description. */
export interface Definition<Spec> {
  /** What its description holds besides the tag: the gate for data and JavaScript, and what a file may say. */
  readonly fields: Kinds<Omit<Spec, '_tag'>>
  /** What is wrong with the description itself ("kernelSize is 0: at least 1 is needed"): the compiler's checks, for data and JavaScript. */
  readonly problem: (spec: Spec) => string | undefined
  /** The shape that comes out, or what is wrong ("expects 64 channels but receives 32"). Run-time twin of the layer's type rule. */
  readonly outputShape: (spec: Spec, input: Shape) => E.Either<string, Shape>
  readonly arrays: (spec: Spec) => Named<ArraySpec>
  /** For one sample. */
  readonly multiplyAccumulates: (spec: Spec, input: Shape, output: Shape) => number
  readonly channels: Channels<Spec>
  /**
   * Whether it treats each channel by itself and draws nothing, so that channels may be selected before it as well as behind it. (A dropout
   * drops by position: of selected channels it would drop others.)
   */
  readonly channelwise: boolean
  /** Whether zeros give zeros, outside training. */
  readonly keepsZero: (spec: Spec) => boolean
  /** The same layer with other channel counts. */
  readonly withChannels: (spec: Spec, inputs: number, outputs: number) => Spec
  /** Its name in a network's type; widths that pruning may change are not in it. Run-time twin of the type's `NameOf`. */
  readonly archName: (spec: Spec) => string
  /** For tables: "conv2d 3x3, 32 to 64". */
  readonly show: (spec: Spec) => string
  readonly evaluate: (backend: Backend, spec: Spec, arrays: Named<DeviceArray>, input: DeviceArray) => DeviceArray
  readonly differentiate: (
    backend: Backend,
    spec: Spec,
    arrays: Named<DeviceArray>,
    input: DeviceArray,
    context: TrainingContext,
  ) => Differentiated

  // What only some layers have an answer to.

  /** For a layer that a program has defined: its tag, the module that exports it, and what its descriptions carry. */
  readonly own?: { readonly tag: string; readonly module: string | undefined; readonly carries: () => unknown }

  /** Operations that the code of Liu et al. 2019 counts besides the multiply-accumulates (`accounting/referenceCounter.ts`); by default none. */
  readonly otherOperations?: (spec: Spec, input: Shape, output: Shape) => number
  /** Numbers that this code has among its parameters besides the trained ones; by default none. */
  readonly otherParameters?: (spec: Spec) => number
  /** The derivative of `evaluate` by the input, where training computes something else; by default `differentiate`. Draws nothing, changes no statistics. */
  readonly differentiateAtRest?: Definition<Spec>['differentiate']
  /**
   * For a layer that carries its channels: whether what it gives of one depends on others too, as a norm over channels does. Whatever is done to a
   * channel in front of it is then not done to that channel alone.
   */
  readonly mixesChannels?: boolean
  /** How a cfg shows where the layer is: a VGG's poolings are 'M'. */
  readonly cfgMark?: 'M'
  /** Whether it makes features of a map: PyTorch has these in another order. */
  readonly flattens?: boolean
  /** Whether it ends a stage of a network of blocks, as the poolings between dense blocks do. */
  readonly endsStage?: boolean
  /** At rest: what it is where a layer in front of it can do it in its own pass; `{}` for a layer that does nothing then. */
  readonly asEnding?: (spec: Spec) => Omit<Ending, 'addend'>
  /** At rest: the layer with what follows it in one pass, and whether that may add something. Others leave it to passes of its own. */
  readonly ended?: {
    readonly adds: boolean
    readonly evaluate: (backend: Backend, spec: Spec, arrays: Named<DeviceArray>, input: DeviceArray, ending: Ending) => DeviceArray
  }
  /** Of a norm over a batch: what it does to each channel at rest. */
  readonly normalization?: (spec: Spec, arrays: Named<Float32Array>) => Normalization
  /** The layer that does what this one and a norm behind it do, at rest; undefined where the numbers are too large for float32. */
  readonly normalized?: (spec: Spec, arrays: Named<Float32Array>, norm: Normalization) => Filled<{ readonly _tag: string }> | undefined
  /** Which weights a mask may be laid over, and the layer that has one. */
  readonly maskable?: { readonly weights: MaskedWeights; readonly masked: (spec: Spec) => { readonly _tag: string } }
  /** The layer without its mask, which is in the weights then. */
  readonly unmasked?: (spec: Spec, arrays: Named<Float32Array>) => Filled<{ readonly _tag: string }>
  /** New first weights, made up for what pruning has decided; by default as they are drawn. */
  readonly compensated?: (arrays: Named<Float32Array>) => Named<Float32Array>
}

/** A layer with its arrays. */
export interface Filled<Spec> {
  readonly layer: Spec
  readonly arrays: Named<Float32Array>
}

/** (x - mean) * factor + shift, channel by channel. */
export interface Normalization {
  readonly mean: Float32Array
  readonly factor: Float64Array
  readonly shift: Float32Array
}

/** Of which layers weights are ranked together. */
export type MaskedWeights = 'convolutions' | 'linear'

/** Is it a map [height, width, channels], as opposed to a vector of features? */
export const isMap = (shape: Shape): shape is MapShape => shape.length === 3

/** Equal as far as the compiler knows: what is not one literal agrees with everything that it may be, and run time decides. */
export type Agree<Given, Wanted> = Given extends Wanted ? true : Wanted extends Given ? true : MayAgree<Given, Wanted>
type MayAgree<Given, Wanted> = Extract<Given | Wanted, AtMost<number>> extends never ? false : true

/** Off the common path: "expects 64 channels but receives 32". */
export type Disagreement<Given extends number, Wanted extends number, What extends string> =
  IsSeveral<Wanted> extends false
    ? `expects ${Wanted} ${What} but receives ${Given}`
    : `expects one of several numbers of ${What} but receives ${Given}, which is none of them`

/** For a description that was written down as an object: its fields are a layer's, and hold something else. */
export type Malformed = 'is described by fields that hold something else than its own'

/** Is nothing known of a shape, not even how many axes it has? */
export type IsUnseen<Given extends Shape> = number extends Given['length'] ? true : false

/** A map that a window has shrunk away is a mistake. */
export type NonEmpty<Input extends Shape, Output extends Shape> = Output[0] extends 0
  ? `leaves nothing of ${ShowShape<Input>}`
  : Output[1] extends 0
    ? `leaves nothing of ${ShowShape<Input>}`
    : Output

/** Run-time twin of `NonEmpty`. */
export const nonEmpty = (input: Shape, output: Shape): E.Either<string, Shape> =>
  output[0] === 0 || output[1] === 0 ? E.left(`leaves nothing of ${showShape(input)}`) : E.right(output)
