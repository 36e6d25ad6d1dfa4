/** A network of a family: layers that the family's constructor has put together, under the family's name. */
import { either as E, function as F } from 'fp-ts'
import type { Spec } from '../network/branching.js'
import type { Network } from '../network/network.js'
import { sequentialFrom } from '../network/sequential.js'
import type { Key } from '../random/key.js'
import { invariant } from '../shape/invariant.js'
import type { Shape } from '../shape/shape.js'

/** What a constructor has put together; `cfg` follows from the layers. */
export interface Family {
  readonly arch: string
  readonly input: Shape
  readonly layers: readonly Spec[]
}

/**
 * The network with weights drawn from the key. What the compiler could not check (widths known only as `number`, plain JavaScript) throws.
 *
 * @example
 * family({ arch: 'tiny', input: [2], layers: [linear(2, 3), relu, linear(3, 2)] }, key(0)).cfg // => [3]
 */
export const family = ({ arch, input, layers }: Family, key: Key): Network<Shape, Shape, readonly number[], string> =>
  F.pipe(
    sequentialFrom(input, layers),
    E.map((initialize) => ({ ...initialize(key), arch })),
    E.getOrElseW((error) => invariant(`${arch}: ${error.problem}`)),
  )
