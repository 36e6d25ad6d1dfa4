/** Maximum over windows, channel by channel. */
import { invariant } from '../shape/invariant.js'
import { optional } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import { copiedPerAxis, finitePerAxis, numbersPerAxis, type PerAxis } from '../shape/perAxis.js'
import { elementCount, type Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { carrier, withoutArrays } from './carrier.js'
import type { Definition, Malformed } from './definition.js'
import type { CountPerAxis } from './kernel.js'
import { cellsOf, type PoolPadding, poolName, poolProblem, poolShape, type PoolName, type PoolShape } from './pool.js'

/** What `maxPool` makes: a plain description, without arrays. */
export interface MaxPool<out Size extends PerAxis = PerAxis, out Stride extends PerAxis = PerAxis, out Padding extends PerAxis = PerAxis> {
  readonly _tag: 'maxPool'
  readonly size: Size
  readonly stride: Stride
  readonly padding: Padding
}

/** The options of `maxPool`. */
export interface MaxPoolOptions<Size extends PerAxis, Stride extends PerAxis, Padding extends PerAxis> {
  /** default: the size, windows side by side */
  readonly stride?: CountPerAxis<Stride, 'stride'>
  /** cells beyond each edge of the map, at most half of the size along each axis, where nothing is and nothing wins; default 0 */
  readonly padding?: PoolPadding<Padding, Size>
}

/**
 * The maximum over windows of `size` by `size`, `stride` apart (by default side by side), from `padding` cells before the map to as many
 * behind it; each is a number for both axes or two, [vertical, horizontal]. Padding never wins (PyTorch's, as if it held -Infinity). Where a
 * window holds its maximum more than once, the first cell (row by row) takes the gradient, as in PyTorch.
 *
 * @example
 * maxPool(2).stride // => 2
 * @example
 * maxPool(3, { stride: 2, padding: 1 }).padding // => 1
 * @example
 * maxPool([4, 1]).stride // => [4, 1]
 */
export const maxPool = carrying(
  () => maxPoolDefinition,
  <const Size extends PerAxis, const Stride extends PerAxis = Size, const Padding extends PerAxis = 0>(
    size: CountPerAxis<Size, 'size'>,
    options: MaxPoolOptions<Size, Stride, Padding> = {},
  ): MaxPool<Size, Stride, Padding> => {
    // the compiler has seen that neither the size nor an option is a sentence
    const window = checkedArgument('maxPool', 'size', numbersPerAxis, size)
    const { stride = window, padding = 0 } = checkedOptions('maxPool', optionKinds, options as PlainOptions)
    const pool: MaxPool = { _tag: 'maxPool', size: copiedPerAxis(window), stride: copiedPerAxis(stride), padding: copiedPerAxis(padding) }
    const problem = poolProblem(pool)
    return problem === undefined ? (pool as MaxPool<Size, Stride, Padding>) : invariant(`maxPool: ${problem}`)
  },
)

/** The options as run time sees them. */
type PlainOptions = Partial<Pick<MaxPool, 'stride' | 'padding'>>

const optionKinds = { stride: optional(numbersPerAxis), padding: optional(numbersPerAxis) }

declare module './rule.js' {
  interface Layers {
    maxPool: MaxPool
  }
  interface ShapeRules<Spec, Input extends Shape> {
    maxPool: Spec extends MaxPool<infer Size, infer Stride, infer Padding> ? PoolShape<Input, Size, Stride, Padding> : Malformed
  }
  interface Names<Spec> {
    maxPool: Spec extends MaxPool<infer Size, infer Stride, infer Padding> ? `maxPool ${PoolName<Size, Stride, Padding>}` : never
  }
}

/** What the library knows of it. */
export const maxPoolDefinition: Definition<MaxPool> = {
  ...carrier,
  fields: { size: finitePerAxis, stride: finitePerAxis, padding: finitePerAxis },
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
