/** Mean over square windows, channel by channel. */
import type { Count } from '../shape/count.js'
import { invariant } from '../shape/invariant.js'
import { aNumber, finiteNumber, optional } from '../shape/kind.js'
import { checkedOptions } from '../shape/options.js'
import type { Shape } from '../shape/shape.js'
import { carrying } from './carried.js'
import { carrier, withoutArrays } from './carrier.js'
import type { Definition, Malformed } from './definition.js'
import { type Pool, poolName, poolProblem, poolShape, type PoolName, type PoolShape } from './pool.js'

/** What `averagePool` makes: a plain description, without arrays. */
export interface AveragePool<Size extends number = number, Stride extends number = number> {
  readonly _tag: 'averagePool'
  readonly size: Size
  readonly stride: Stride
}

const unpadded = ({ size, stride }: AveragePool): Pool => ({ size, stride, padding: 0 })

/**
 * The mean over windows of `size` by `size`, `stride` apart (by default side by side), without padding; a window that does not fit is
 * dropped. averagePool(1, { stride: 2 }) takes every other cell.
 *
 * @example
 * averagePool(2).stride // => 2
 */
export const averagePool = carrying(
  () => averagePoolDefinition,
  <const Size extends number, const Stride extends number = Size>(
    size: Count<Size, 'size'>,
    options: { readonly stride?: Count<Stride, 'stride'> } = {},
  ): AveragePool<Size, Stride> => {
    const { stride = size } = checkedOptions('averagePool', optionKinds, options as { readonly stride?: number })
    const pool: AveragePool = { _tag: 'averagePool', size: size as number, stride: stride as number }
    const problem = poolProblem(unpadded(pool))
    return problem === undefined ? (pool as AveragePool<Size, Stride>) : invariant(`averagePool: ${problem}`)
  },
)

const optionKinds = { stride: optional(aNumber) }

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
  fields: { size: finiteNumber, stride: finiteNumber },
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
