import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { withPrunedStateDict } from '../../lib/checkpoint/prunedStateDict.js'
import * as _ from '../../lib/checkpoint/stateDict.js'
import { errorMessage } from '../../lib/errorMessage.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { linear } from '../../lib/layer/linear.js'
import { withArrays } from '../../lib/network/arrays.js'
import { input, sequential, sequentialFrom } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'

const names = { 0: 'fc1', 1: 'bn1', 2: 'fc' }
const network = sequential(input(4), linear(4, 3), batchNorm(3), linear(3, 2))(key(0))
const tensors = right(_.stateDictOf(names)(network))

test('a prefix of all names is named, and `prefix` reads behind it', () => {
  for (const prefix of ['module.', '_orig_mod.', 'encoder.module.']) {
    const behind = new Map([...tensors].map(([name, tensor]) => [`${prefix}${name}`, tensor] as const))
    const extra = new Map<string, _.StateTensor>([
      ...behind,
      [`${prefix}bn1.num_batches_tracked`, { shape: [], values: BigInt64Array.of(7n) }],
    ])
    for (const given of [behind, extra]) {
      expect(E.mapLeft(errorMessage)(_.withStateDict(names, given)(network))).toEqual(
        E.left(`the state dict's names begin with "${prefix}": say so, { prefix: '${prefix}' }`),
      )
      expect(right(_.withStateDict(names, given, { prefix })(network))).toEqual(network)
      expect(right(withPrunedStateDict(names, given, { prefix })(network))).toEqual(network)
    }
    expect(E.isLeft(_.withStateDict(names, new Map([...behind].slice(1)), { prefix })(network))).toBe(true)
  }
})

test('a sentence about many arrays is short, the lists are whole', () => {
  const many = right(
    sequentialFrom(
      [4],
      Array.from({ length: 100 }, () => linear(4, 4)),
    ),
  )(key(0))
  const table = Object.fromEntries(many.nodes.map((_node, at) => [`${at}`, `layer${at}`]))
  const read = _.withStateDict(table, new Map())(many)
  expect(read).toMatchObject({ left: { missing: { length: 200 } } })
  expect(E.mapLeft(errorMessage)(read)).toEqual(E.left(expect.stringMatching(/^.{1,300}, and 192 more$/)))
  const arrays = withArrays({})(many)
  expect(arrays).toMatchObject({ left: { missing: { length: 200 } } })
  expect(E.mapLeft(errorMessage)(arrays)).toEqual(E.left(expect.stringMatching(/^.{1,300}, and 192 more$/)))
  expect(E.mapLeft(errorMessage)(_.withStateDict({}, new Map())(many))).toEqual(E.left(expect.stringMatching(/^.{1,300}, and 92 more$/)))
})
