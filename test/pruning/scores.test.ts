import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { mlp } from '../../lib/model/mlp.js'
import { mapArrays } from '../../lib/network/arrays.js'
import type { Criterion } from '../../lib/pruning/criterion.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { narrowNetwork } from '../../lib/pruning/narrow.js'
import { planMessage, planWidths } from '../../lib/pruning/plan.js'
import { planByRatio, planTo } from '../../lib/pruning/planTo.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'

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
