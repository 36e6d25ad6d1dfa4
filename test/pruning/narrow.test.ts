import { describe, expect, test } from 'vitest'
import { function as F } from 'fp-ts'
import { multiplyAccumulates, parameterCount } from '../../lib/accounting/cost.js'
import { convnet } from '../../lib/model/convnet.js'
import { mlp } from '../../lib/model/mlp.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { cut } from '../../lib/pruning/cut.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import * as _ from '../../lib/pruning/narrow.js'
import { planTo } from '../../lib/pruning/planTo.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'

const wide = convnet({ input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, key(0))

describe('narrow', () => {
  test('is plan and cut, in a pipe or data first', () => {
    const slim = F.pipe(wide, _.narrow(l1Norm, [8, 16, 32]))
    expect(slim).toEqual(right(cut(right(planTo(l1Norm, [8, 16, 32])(wide)))(wide)))
    expect(_.narrowNetwork(wide, l1Norm, [8, 16, 32])).toEqual(slim)
    expect([slim.cfg, slim.arch]).toEqual([[8, 16, 32], 'convnet'])
    expect(arraysOf(slim).find(({ path }) => path === '12.weight')?.shape).toEqual([1568, 10])
  })

  test('to the same cfg is identity: the same arrays, by reference', () => {
    const same = F.pipe(wide, _.narrow(l1Norm, [32, 64, 64]))
    expect(same).toEqual(wide)
    arraysOf(same).forEach(({ values }, at) => void expect(values).toBe(arraysOf(wide)[at]?.values))
  })

  test('costs, to the integer', () => {
    const slim = F.pipe(wide, _.narrow(l1Norm, [8, 16, 32]))
    expect([parameterCount(slim), multiplyAccumulates(slim)]).toEqual([21634, 523712])
    const perceptron = F.pipe(mlp({ input: [784], cfg: [200, 200], classes: 10 }, key(0)), _.narrow(l1Norm, [50, 100]))
    expect([parameterCount(perceptron), multiplyAccumulates(perceptron)]).toEqual([45360, 45200])
  })

  test('whoever gets past the compiler meets the same words', () => {
    const loose = _.narrowNetwork as unknown as (network: unknown, criterion: unknown, cfg: unknown) => unknown
    expect(() => loose(wide, l1Norm, [8, 16, 96])).toThrow('cfg[2] is 96, wider than the network, which has 64 channels there')
    expect(() => loose(wide, l1Norm, [8, 16])).toThrow('the cfg has 2 entries, but the network has 3')
    expect(() => loose(wide, l1Norm, [8, 1.5, 8])).toThrow('cfg[1] is 1.5, not a positive integer')
    expect(() => loose(wide, l1Norm, [8, -16, 8])).toThrow('cfg[1] is -16, not a positive integer')
  })
})
