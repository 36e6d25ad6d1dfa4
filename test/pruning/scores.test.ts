import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { conv2d } from '../../lib/layer/conv2d.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { groupedConv2d } from '../../lib/layer/groupedConv2d.js'
import { linear } from '../../lib/layer/linear.js'
import { mlp } from '../../lib/model/mlp.js'
import { mapArrays } from '../../lib/network/arrays.js'
import { candidatesOf, type Criterion } from '../../lib/pruning/criterion.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { rankingOf } from '../../lib/pruning/globalRanking.js'
import { narrowNetwork } from '../../lib/pruning/narrow.js'
import { normalizedByLayer } from '../../lib/pruning/normalizedByLayer.js'
import { planMessage, planWidths } from '../../lib/pruning/plan.js'
import { planByRatio, planTo } from '../../lib/pruning/planTo.js'
import { key } from '../../lib/random/key.js'
import fc from 'fast-check'
import { right } from '../setup/answers.js'
import { networkOf } from '../setup/smallNetworks.js'

const network = mlp({ input: [3], cfg: [4, 5], classes: 2 }, key(0))
const giving = (scores: unknown): Criterion<never> => ({ name: 'mine', score: () => E.right(scores as readonly number[]) })

test.each<[scores: unknown, problem: string]>([
  [[1, 2, 3], '3 scores for 4 channels'],
  [[1, 2, 3, 4, 5], '5 scores for 4 channels'],
  [[], '0 scores for 4 channels'],
  [[1, Number.NaN, 3, 4], 'the score NaN to channel 1'],
  [[1, 2, '3', 4], 'the score "3" to channel 2'],
  [new Array(4), 'the score undefined to channel 0'],
  [Float32Array.of(1, 2, 3, 4), 'a Float32Array, not a list of scores,'],
  [undefined, 'undefined, not a list of scores,'],
])('a criterion that gives %o ranks nothing', (scores, problem) => {
  const left = E.left({ _tag: 'BadScores', criterion: 'mine', path: '0', problem })
  expect(planTo(giving(scores), [4, 5])(network)).toEqual(left)
  expect(planTo(giving(scores), [2, 5], { selection: 'greedy' })(network)).toEqual(left)
  expect(planByRatio(giving(scores), 0.5)(network)).toEqual(left)
  expect(() => narrowNetwork(network, giving(scores), [3, 5])).toThrow(
    `narrownet: narrowNetwork: the criterion 'mine' gave ${problem} for layer 0`,
  )
})

test('infinities rank as they are', () => {
  const infinite: Criterion<never> = {
    name: 'mine',
    score: ({ width }) => E.right(Array.from({ length: width }, (_, at) => (at % 2 ? Infinity : -Infinity))),
  }
  expect(right(planTo(infinite, [2, 2])(network)).groups.map(({ kept }) => kept)).toEqual([
    [1, 3],
    [1, 3],
  ])
})

/** By its place in a list of numbers. */
const ofNumbers = (numbers: readonly number[]): readonly number[] =>
  right(normalizedByLayer(giving(numbers)).score(candidatesOf(network)[0]!)).map((score) => score + 0)

test('normalized by layer no scores are ranked otherwise, however large or small, and their norm is 1; infinite ones stay', () => {
  const anyNumber = fc.oneof(
    fc.double({ noNaN: true }),
    fc.constantFrom(1e160, -1e160, Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, 1e-200, 0, Infinity, -Infinity),
  )
  fc.assert(
    fc.property(fc.array(anyNumber, { minLength: 1, maxLength: 8 }), (numbers) => {
      const found = ofNumbers(numbers)
      for (const [at, one] of numbers.entries()) {
        if (!Number.isFinite(one)) expect(found[at]).toBe(one)
        // float64 may not tell apart what it told apart before, beside something much larger
        for (const [to, other] of numbers.entries()) if (one < other) expect(found[at]!).toBeLessThanOrEqual(found[to]!)
      }
      const finite = found.filter(Number.isFinite)
      if (finite.some((score) => score !== 0)) expect(Math.hypot(...finite)).toBeCloseTo(1, 12)
    }),
  )
  for (const [at, found] of ofNumbers([1e160, 3e160, -1e160]).entries()) expect(found).toBeCloseTo([1, 3, -1][at]! / Math.sqrt(11), 14)
  expect(ofNumbers([3, 4, Infinity, -Infinity])).toEqual([0.6, 0.8, Infinity, -Infinity])
  // as ever where nothing overflows, to the bit
  const plain = [0.3, 1.7, 2.9, 0.01]
  const norm = Math.sqrt(plain.reduce((sum, score) => sum + score * score, 0))
  expect(ofNumbers(plain)).toEqual(plain.map((score) => score / norm))
  expect(right(normalizedByLayer(giving([1, Number.NaN, 2])).score(candidatesOf(network)[0]!))[0]).toBeCloseTo(1 / Math.sqrt(5), 12)
})

test('channels that go together, one for good and one for nothing, go first', () => {
  const inPairs = networkOf([4, 4, 1], conv2d(1, 4), groupedConv2d(4, 4, 2), globalAveragePool, linear(4, 2))
  const scores = [
    [-Infinity, 5, Infinity, Infinity],
    [1, 2, 3, 4],
  ]
  const { ranked } = right(rankingOf({ name: 'mine', score: ({ index }) => E.right(scores[index]!) }, inPairs, {}))
  expect(ranked.some(({ score }) => Number.isNaN(score))).toBe(false)
  expect(ranked[0]?.score).toBe(-Infinity)
})

test('the norms of what reads a channel are computed once', () => {
  for (const candidates of candidatesOf(network)) {
    const first = candidates.nextNorms
    expect(first).toHaveLength(candidates.width)
    expect(candidates.nextNorms).toBe(first)
  }
})

test('weights that are no numbers have no norm', () => {
  const broken = mapArrays(network, (values, path) =>
    path === '2.weight' ? values.map((value, at) => (at === 7 ? Number.NaN : value)) : values,
  )
  const plan = planByRatio(l1Norm, 0.5)(broken)
  expect(E.isLeft(plan) && planMessage(plan.left)).toBe("the criterion 'L1 norm' gave the score NaN to channel 2 for layer 2")
  expect(planWidths(right(planByRatio(l1Norm, 0.5)(network)))).toEqual([2, 2])
})

test.each([undefined, 'l1', {}, { name: 'mine' }, { score: () => E.right([]) }])('no criterion: %o', (criterion) => {
  expect(() => planTo(criterion as never, [4, 5])).toThrow('narrownet: planTo: criterion is ')
  expect(() => planByRatio(criterion as never, 0.5)).toThrow('narrownet: planByRatio: criterion is ')
})
