/** Maximum over square windows, channel by channel. */
import type { Count } from '../shape/count.js'
import { invariant } from '../shape/invariant.js'
import { carrier, withoutArrays } from './carrier.js'
import type { Definition } from './definition.js'
import { poolName, poolProblem, poolShape } from './pool.js'

/** What `maxPool` makes: a plain description, without arrays. */
export interface MaxPool<Size extends number = number, Stride extends number = number> {
  readonly _tag: 'maxPool'
  readonly size: Size
  readonly stride: Stride
}

/**
 * The maximum over windows of `size` by `size`, `stride` apart (by default side by side), without padding.
 * Where a window holds its maximum more than once, the first cell (row by row) takes the gradient, as in PyTorch.
 *
 * @example
 * maxPool(2).stride // => 2
 */
export const maxPool = <const Size extends number, const Stride extends number = Size>(
  size: Count<Size, 'size'>,
  options: { readonly stride?: Count<Stride, 'stride'> } = {},
): MaxPool<Size, Stride> => {
  const pool: MaxPool = { _tag: 'maxPool', size: size as number, stride: (options.stride ?? size) as number }
  const problem = poolProblem(pool)
  return problem === undefined ? (pool as MaxPool<Size, Stride>) : invariant(`maxPool: ${problem}`)
}

/** Its row in the table of `layer.ts`. */
export const maxPoolDefinition: Definition<MaxPool> = {
  ...carrier,
  problem: poolProblem,
  outputShape: poolShape,
  archName: (spec) => `maxPool ${poolName(spec)}`,
  show: (spec) => `maxPool ${poolName(spec)}`,
  evaluate: (backend, spec, _arrays, input) => backend.maxPool.apply(input, spec),
  differentiate: (backend, spec, _arrays, input) => withoutArrays(backend.maxPool.differentiate(input, spec)),
}
