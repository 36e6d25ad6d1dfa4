/** Networks that add up (or multiply) channels that stand side by side, place by place of their layers: in step, or not where a branch makes all of them by one layer. */
import fc from 'fast-check'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { depthwiseConv2d } from '../../lib/layer/depthwiseConv2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { concatenate, multiply, type Spec, sum } from '../../lib/network/branching.js'
import { sequentialFrom } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { arbitrarySeed } from '../engine/arbitraryArray.js'
import { right } from './answers.js'
import { type AnyShaped, unsettled } from './networks.js'

type Body = 'itself' | 'depthwise' | 'normalized' | 'again' | 'turned' | 'whole'

/** What stands in a branch behind channels of these widths, and gives as many. */
const bodyOf = (body: Body, [one, other]: readonly [number, number], given: number): readonly Spec[] => {
  const whole = given + one + other
  const sides: Readonly<Record<Body, readonly Spec[]>> = {
    itself: [relu],
    depthwise: [depthwiseConv2d(whole)],
    normalized: [batchNorm(whole), relu],
    // the same widths by layers of their own; then in another order
    again: [concatenate([conv2d(whole, given + one)], [conv2d(whole, other)])],
    turned: [concatenate([conv2d(whole, other)], [conv2d(whole, given + one)])],
    whole: [conv2d(whole, whole)],
  }
  return sides[body]
}

export const arbitrarySumOfSides: fc.Arbitrary<AnyShaped> = fc
  .record({
    widths: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    handsOn: fc.boolean(),
    bodies: fc.array(fc.constantFrom<Body>('itself', 'depthwise', 'normalized', 'again', 'turned', 'whole'), {
      minLength: 1,
      maxLength: 2,
    }),
    added: fc.boolean(),
    seed: arbitrarySeed,
  })
  .map(({ widths, handsOn, bodies, added, seed }) => {
    const [one, other] = widths
    const given = handsOn ? 2 : 0
    const sides = [...(handsOn ? [[]] : []), [conv2d(2, one)], [conv2d(2, other), batchNorm(other)]] as const
    const branches = [[], ...bodies.map((body) => bodyOf(body, widths, given))] as unknown as [Spec[], Spec[]]
    const specs: readonly Spec[] = [
      concatenate(...(sides as unknown as [Spec[], Spec[]])),
      added ? sum(...branches) : multiply(...branches),
      globalAveragePool,
      linear(given + one + other, 3),
    ]
    return unsettled(right(sequentialFrom([3, 3, 2], specs))(key(seed)), seed)
  })
