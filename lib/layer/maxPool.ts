/** Maximum over windows, channel by channel. */
import { invariant } from '../shape/invariant.js'
import { optional, trueOrFalse } from '../shape/kind.js'
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

/** The options of `maxPool`. */
export interface MaxPoolOptions<Size extends PerAxis, Stride extends PerAxis, Padding extends PerAxis, CeilMode extends boolean> {
  /** default: the size, windows side by side */
  readonly stride?: CountPerAxis<Stride, 'stride'>
  /** cells beyond each edge of the map, at most half of the size along each axis, where nothing is and nothing wins; default 0 */
  readonly padding?: PoolPadding<Padding, Size>
  /** whether the last window may reach beyond the map and its padding; default false: it is dropped then */
  readonly ceilMode?: CeilMode
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
export const maxPool = carrying(
  () => maxPoolDefinition,
  <
    const Size extends PerAxis,
    const Stride extends PerAxis = Size,
    const Padding extends PerAxis = 0,
    const CeilMode extends boolean = false,
  >(
    size: CountPerAxis<Size, 'size'>,
    options: MaxPoolOptions<Size, Stride, Padding, CeilMode> = {},
  ): WithCeilMode<MaxPool<Size, Stride, Padding>, CeilMode> => {
    // the compiler has seen that neither the size nor an option is a sentence
    const window = checkedArgument('maxPool', 'size', numbersPerAxis, size)
    const { stride = window, padding = 0, ceilMode = false } = checkedOptions('maxPool', optionKinds, options as PlainOptions)
    const pool: Maxima = {
      _tag: 'maxPool',
      size: copiedPerAxis(window),
      stride: copiedPerAxis(stride),
      padding: copiedPerAxis(padding),
      ...(ceilMode && { ceilMode }),
    }
    const problem = poolProblem(pool)
    return problem === undefined ? (pool as WithCeilMode<MaxPool<Size, Stride, Padding>, CeilMode>) : invariant(`maxPool: ${problem}`)
  },
)

/** The options as run time sees them. */
type PlainOptions = Partial<Pick<Pool, 'stride' | 'padding' | 'ceilMode'>>

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
