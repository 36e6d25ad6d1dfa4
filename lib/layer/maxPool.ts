/** Maximum over square windows, channel by channel. */
import type { Count } from '../shape/count.js'
import { invariant } from '../shape/invariant.js'
import { aNumber, finiteNumber, optional } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'
import { elementCount, type Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { carrier, withoutArrays } from './carrier.js'
import type { Definition, Malformed } from './definition.js'
import { type PoolPadding, poolName, poolProblem, poolShape, type PoolName, type PoolShape } from './pool.js'

/** What `maxPool` makes: a plain description, without arrays. */
export interface MaxPool<Size extends number = number, Stride extends number = number, Padding extends number = number> {
  readonly _tag: 'maxPool'
  readonly size: Size
  readonly stride: Stride
  readonly padding: Padding
}

/** The options of `maxPool`. */
export interface MaxPoolOptions<Size extends number, Stride extends number, Padding extends number> {
  /** default: the size, windows side by side */
  readonly stride?: Count<Stride, 'stride'>
  /** cells beyond each edge of the map, at most half of the size, where nothing is and nothing wins; default 0 */
  readonly padding?: PoolPadding<Padding, Size>
}

/**
 * The maximum over windows of `size` by `size`, `stride` apart (by default side by side), from `padding` cells before the map to as many
 * behind it. Padding never wins (PyTorch's, as if it held -Infinity). Where a window holds its maximum more than once, the first cell
 * (row by row) takes the gradient, as in PyTorch.
 *
 * @example
 * maxPool(2).stride // => 2
 * @example
 * maxPool(3, { stride: 2, padding: 1 }).padding // => 1
 */
export const maxPool = carrying(
  () => maxPoolDefinition,
  <const Size extends number, const Stride extends number = Size, const Padding extends number = 0>(
    size: Count<Size, 'size'>,
    options: MaxPoolOptions<Size, Stride, Padding> = {},
  ): MaxPool<Size, Stride, Padding> => {
    const { stride = size, padding = 0 } = checkedOptions('maxPool', optionKinds, options as PlainOptions)
    const pool: MaxPool = { _tag: 'maxPool', size: size as number, stride: stride as number, padding }
    const problem = poolProblem(pool)
    return problem === undefined ? (pool as MaxPool<Size, Stride, Padding>) : invariant(`maxPool: ${problem}`)
  },
)

/** The options as run time sees them: the compiler has seen that none is a sentence. */
type PlainOptions = Partial<Pick<MaxPool, 'stride' | 'padding'>>

const optionKinds = { stride: optional(aNumber), padding: optional(aNumber) }

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
  fields: { size: finiteNumber, stride: finiteNumber, padding: finiteNumber },
  problem: poolProblem,
  channelwise: true,
  keepsZero: () => true,
  outputShape: poolShape,
  archName: (spec) => `maxPool ${poolName(spec)}`,
  show: (spec) => `maxPool ${poolName(spec)}`,
  otherOperations: ({ size }, _input, output) => size ** 2 * elementCount(output),
  cfgMark: 'M',
  evaluate: (backend, spec, _arrays, input) => backend.maxPool.apply(input, spec),
  differentiate: (backend, spec, _arrays, input) => withoutArrays(backend.maxPool.differentiate(input, spec)),
}
