/** Mean over windows, channel by channel. */
import { invariant } from '../shape/invariant.js'
import { optional } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'
import { copiedPerAxis, finitePerAxis, numbersPerAxis, type PerAxis } from '../shape/perAxis.js'
import type { Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { carrier, withoutArrays } from './carrier.js'
import type { Definition, Malformed } from './definition.js'
import type { CountPerAxis } from './kernel.js'
import { type Pool, poolName, poolProblem, poolShape, type PoolName, type PoolShape } from './pool.js'

/** What `averagePool` makes: a plain description, without arrays. */
export interface AveragePool<out Size extends PerAxis = PerAxis, out Stride extends PerAxis = PerAxis> {
  readonly _tag: 'averagePool'
  readonly size: Size
  readonly stride: Stride
}

const unpadded = ({ size, stride }: AveragePool): Pool => ({ size, stride, padding: 0 })

/**
 * The mean over windows of `size` by `size`, `stride` apart (by default side by side), each a number for both axes or two,
 * [vertical, horizontal], without padding; a window that does not fit is dropped. averagePool(1, { stride: 2 }) takes every other cell.
 *
 * @example
 * averagePool(2).stride // => 2
 * @example
 * averagePool([4, 1]).stride // => [4, 1]
 */
export const averagePool = carrying(
  () => averagePoolDefinition,
  <const Size extends PerAxis, const Stride extends PerAxis = Size>(
    size: CountPerAxis<Size, 'size'>,
    options: { readonly stride?: CountPerAxis<Stride, 'stride'> } = {},
  ): AveragePool<Size, Stride> => {
    // the compiler has seen that neither is a sentence
    const window = checkedArgument('averagePool', 'size', numbersPerAxis, size)
    const { stride = window } = checkedOptions('averagePool', optionKinds, options as { readonly stride?: PerAxis })
    const pool: AveragePool = { _tag: 'averagePool', size: copiedPerAxis(window), stride: copiedPerAxis(stride) }
    const problem = poolProblem(unpadded(pool))
    return problem === undefined ? (pool as AveragePool<Size, Stride>) : invariant(`averagePool: ${problem}`)
  },
)

const optionKinds = { stride: optional(numbersPerAxis) }

declare module './rule.js' {
  interface Layers {
    averagePool: AveragePool
  }
  interface ShapeRules<Spec, Input extends Shape> {
    averagePool: Spec extends AveragePool<infer Size, infer Stride> ? PoolShape<Input, Size, Stride, 0> : Malformed
  }
  interface Names<Spec> {
    averagePool: Spec extends AveragePool<infer Size, infer Stride> ? `averagePool ${PoolName<Size, Stride, 0>}` : never
  }
}

/** What the library knows of it. */
export const averagePoolDefinition: Definition<AveragePool> = {
  ...carrier,
  fields: { size: finitePerAxis, stride: finitePerAxis },
  problem: (spec) => poolProblem(unpadded(spec)),
  channelwise: true,
  keepsZero: () => true,
  outputShape: (spec, input) => poolShape(unpadded(spec), input),
  archName: (spec) => `averagePool ${poolName(unpadded(spec))}`,
  show: (spec) => `averagePool ${poolName(unpadded(spec))}`,
  endsStage: true,
  evaluate: (backend, spec, _arrays, input) => backend.averagePool.apply(input, spec),
  differentiate: (backend, spec, _arrays, input) => withoutArrays(backend.averagePool.differentiate(input, spec)),
}
