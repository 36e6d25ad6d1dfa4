/** Maximum over windows, channel by channel. */
import type { Inferring, OptionIn, OptionOr } from '../shape/given.js'
import { invariant } from '../shape/invariant.js'
import { optional, trueOrFalse } from '../shape/kind.js'
import type { Optional } from '../shape/optional.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import { copiedPerAxis, finitePerAxis, numbersPerAxis, type PerAxis } from '../shape/perAxis.js'
import { elementCount, type Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { carrier, withoutArrays } from './carrier.js'
import type { Definition, Malformed } from './definition.js'
import type { CountPerAxis } from './kernel.js'
import {
  type CeiledFields,
  cellsOf,
  type Pool,
  type PoolPadding,
  poolName,
  poolProblem,
  poolShape,
  type PoolName,
  type PoolShape,
  type WithCeilMode,
} from './pool.js'

/** What `maxPool` makes: a plain description, without arrays. */
export interface MaxPool<out Size extends PerAxis = PerAxis, out Stride extends PerAxis = PerAxis, out Padding extends PerAxis = PerAxis> {
  readonly _tag: 'maxPool'
  readonly size: Size
  readonly stride: Stride
  readonly padding: Padding
  /** a pool whose last window may reach beyond the map is `Ceiled` */
  readonly ceilMode?: false
}

/** What run time sees of it. */
interface Maxima extends Pool {
  readonly _tag: 'maxPool'
}

/** The options of `maxPool`; what is wrong with one that is given is a sentence in its place. */
export interface MaxPoolOptions<Size extends PerAxis, Given> {
  /** default: the size, windows side by side */
  readonly stride?: CountPerAxis<OptionIn<Given, 'stride'>, 'stride'> | undefined
  /** cells beyond each edge of the map, at most half of the size along each axis, where nothing is and nothing wins; default 0 */
  readonly padding?: PoolPadding<OptionIn<Given, 'padding'>, Size> | undefined
  /** whether the last window may reach beyond the map and its padding; default false: it is dropped then */
  readonly ceilMode?: boolean | undefined
}

/** The options whatever they are, as run time sees them. */
type AnyMaxPoolOptions = Optional<Pick<Pool, 'stride' | 'padding' | 'ceilMode'>>

/** The maximum over windows side by side. */
function constructed<const Size extends PerAxis>(size: CountPerAxis<Size, 'size'>): MaxPool<Size, Size, 0>
/**
 * The maximum over windows, side by side by default; the size and each option but `ceilMode` is a number for both axes or two, [vertical, horizontal].
 */
function constructed<const Size extends PerAxis, const Given extends AnyMaxPoolOptions | undefined>(
  size: CountPerAxis<Size, 'size'>,
  options: Inferring<Given, MaxPoolOptions<Size, Given>>,
): WithCeilMode<
  MaxPool<Size, OptionOr<OptionIn<Given, 'stride'>, PerAxis, Size>, OptionOr<OptionIn<Given, 'padding'>, PerAxis, 0>>,
  OptionOr<OptionIn<Given, 'ceilMode'>, boolean, false>
>
function constructed(size: PerAxis, options: AnyMaxPoolOptions = {}): Maxima {
  const window = checkedArgument('maxPool', 'size', numbersPerAxis, size)
  const { stride = window, padding = 0, ceilMode = false } = checkedOptions('maxPool', optionKinds, options)
  const pool: Maxima = {
    _tag: 'maxPool',
    size: copiedPerAxis(window),
    stride: copiedPerAxis(stride),
    padding: copiedPerAxis(padding),
    ...(ceilMode && { ceilMode }),
  }
  const problem = poolProblem(pool)
  return problem === undefined ? pool : invariant(`maxPool: ${problem}`)
}

/**
 * The maximum over windows of `size` by `size`, `stride` apart (by default side by side), from `padding` cells before the map to as many
 * behind it; each is a number for both axes or two, [vertical, horizontal]. Padding never wins (PyTorch's, as if it held -Infinity). Where a
 * window holds its maximum more than once, the first cell (row by row) takes the gradient, as in PyTorch.
 *
 * What a last window does not fill is dropped, unless `ceilMode`: then the window is kept and is the maximum of those of its cells that are on the map, as long
 * as it begins on the map or in the padding in front of it. The name is PyTorch's and ONNX's, `ceil_mode`: the count of windows is rounded up.
 *
 * @example
 * maxPool(2).stride // => 2
 * @example
 * maxPool(3, { stride: 2, padding: 1 }).padding // => 1
 * @example
 * maxPool([4, 1]).stride // => [4, 1]
 * @example
 * sequential(input(54, 54, 8), maxPool(3, { stride: 2, ceilMode: true }))(key(0)).output // => [27, 27, 8]
 */
export const maxPool = carrying(() => maxPoolDefinition, constructed)

const optionKinds = { stride: optional(numbersPerAxis), padding: optional(numbersPerAxis), ceilMode: optional(trueOrFalse) }

declare module './rule.js' {
  interface Layers {
    maxPool: Maxima
  }
  interface ShapeRules<Spec, Input extends Shape> {
    maxPool: Spec extends MaxPool<infer Size, infer Stride, infer Padding>
      ? PoolShape<Input, Size, Stride, Padding, false>
      : Spec extends CeiledFields<infer Size, infer Stride, infer CeilMode> & { readonly padding: infer Padding extends PerAxis }
        ? PoolShape<Input, Size, Stride, Padding, CeilMode>
        : Malformed
  }
  interface Names<Spec> {
    maxPool: Spec extends MaxPool<infer Size, infer Stride, infer Padding>
      ? `maxPool ${PoolName<Size, Stride, Padding, false>}`
      : Spec extends CeiledFields<infer Size, infer Stride, infer CeilMode> & { readonly padding: infer Padding extends PerAxis }
        ? `maxPool ${PoolName<Size, Stride, Padding, CeilMode>}`
        : never
  }
}

/** What the library knows of it. */
export const maxPoolDefinition: Definition<Maxima> = {
  ...carrier,
  fields: { size: finitePerAxis, stride: finitePerAxis, padding: finitePerAxis, ceilMode: optional(trueOrFalse) },
  problem: poolProblem,
  channelwise: true,
  keepsZero: () => true,
  outputShape: poolShape,
  archName: (spec) => `maxPool ${poolName(spec)}`,
  show: (spec) => `maxPool ${poolName(spec)}`,
  otherOperations: (spec, _input, output) => cellsOf(spec) * elementCount(output),
  cfgMark: 'M',
  evaluate: (backend, spec, _arrays, input) => backend.maxPool.apply(input, spec),
  differentiate: (backend, spec, _arrays, input) => withoutArrays(backend.maxPool.differentiate(input, spec)),
}
