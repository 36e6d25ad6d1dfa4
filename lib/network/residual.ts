/**
 * A residual connection (He et al. 2016): x + body(x). The body must give back the shape it receives.
 *
 * Pruning: the widths inside the body are free; the body's last one and the width of x are tied to each other by the sum, so neither
 * is in the network's cfg. The compiler knows.
 */
import type { Layer } from '../layer/layer.js'

/** What `residual` makes: a plain description, without arrays. */
export interface Residual<Body extends readonly unknown[] = readonly Spec[]> {
  readonly _tag: 'residual'
  readonly body: Body
}

/** What `sequential` takes: a layer's description, or a residual connection of them. */
export type Spec = Layer | Residual

/**
 * x + body(x).
 *
 * @example
 * const block = residual(conv2d(16, 8), batchNorm(8), relu, conv2d(8, 16), batchNorm(16))
 * const network = sequential(input(32, 32, 16), block, relu, globalAveragePool, linear(16, 10))(key(0))
 * network.cfg // => [8]
 */
export const residual = <const Body extends readonly Spec[]>(...body: Body): Residual<Body> => ({ _tag: 'residual', body })
