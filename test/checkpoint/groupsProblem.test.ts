import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { withPrunedStateDict } from '../../lib/checkpoint/prunedStateDict.js'
import { stateDictOf } from '../../lib/checkpoint/stateDict.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { groupNorm } from '../../lib/layer/groupNorm.js'
import { linear } from '../../lib/layer/linear.js'
import { cut } from '../../lib/pruning/cut.js'
import { right } from '../setup/answers.js'
import { networkOf } from '../setup/smallNetworks.js'

test('a group norm is its weight and bias; groups that PyTorch cannot have are refused', () => {
  const names = { 0: 'conv', 1: 'norm', 3: 'fc' }
  const network = networkOf([4, 4, 2], conv2d(2, 6), groupNorm(6, 3), globalAveragePool, linear(6, 2))
  expect([...right(stateDictOf(names)(network)).keys()]).toEqual(['conv.weight', 'norm.weight', 'norm.bias', 'fc.weight', 'fc.bias'])
  const slim = (...kept: readonly number[]) => right(cut({ groups: [{ width: 6, kept }] })(network))
  expect(E.isRight(stateDictOf(names)(slim(2, 3)))).toBe(true) // a whole group
  expect(E.isRight(stateDictOf(names)(slim(1, 2, 5)))).toBe(true) // one channel of each
  expect(stateDictOf(names)(slim(0, 1, 2))).toEqual(
    E.left({
      _tag: 'ModuleNamesMismatch',
      layers: [{ path: '1', problem: 'has groups that PyTorch has not: they are not all of one size, or not of channels side by side' }],
    }),
  )
  // behind a flatten PyTorch has other features side by side
  const flat = networkOf([2, 1, 2], flatten, groupNorm(4, 2), linear(4, 2))
  expect(E.isLeft(stateDictOf({ 1: 'norm', 2: 'fc' })(flat))).toBe(true)
})

test('a group norm that has lost channels is refused: which groups they were in is not in the file', () => {
  const names = { 0: 'conv', 1: 'norm', 3: 'fc' }
  const network = networkOf([2, 2, 1], conv2d(1, 4), groupNorm(4, 2), globalAveragePool, linear(4, 3))
  const slim = right(cut({ groups: [{ width: 4, kept: [0, 1] }] })(network))
  const saved = right(stateDictOf(names)(slim))
  expect([...saved.keys()]).toEqual(['conv.weight', 'norm.weight', 'norm.bias', 'fc.weight', 'fc.bias'])
  expect(withPrunedStateDict(names, saved)(network)).toEqual(
    E.left({
      _tag: 'ModuleNamesMismatch',
      layers: [{ path: '1', problem: 'has fewer channels there, and a state dict does not tell which groups they are in' }],
    }),
  )
  expect(withPrunedStateDict(names, right(stateDictOf(names)(network)))(network)).toEqual(E.right(network))
})
