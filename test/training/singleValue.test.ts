import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { startWasm } from '../../lib/engine/wasm/startWasm.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { residual } from '../../lib/network/branching.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import type { FitOptions } from '../../lib/training/options.js'
import { settingsOf } from '../../lib/training/options.js'
import { singleValue, singleValueMessage } from '../../lib/training/singleValue.js'
import { train } from '../../lib/training/train.js'
import { right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

const features = sequential(input(3), linear(3, 4), batchNorm(4), relu, linear(4, 3))(key(0))
const cell = sequential(input(1, 1, 2), residual(batchNorm(2), conv2d(2, 2, { kernelSize: 1 })), flatten, linear(2, 3))(key(0))
const maps = sequential(input(1, 2, 2), conv2d(2, 4), batchNorm(4), globalAveragePool, linear(4, 3))(key(0))
const options: FitOptions = { epochs: 1, batchSize: 4, learningRate: 0.1, key: key(1) }

test.each<[count: number, more: Partial<FitOptions>, found: object | undefined]>([
  [8, {}, undefined],
  [8, { batchSize: 1 }, { batch: 'every', workers: 1 }],
  [1, {}, { batch: 'every', workers: 1 }],
  [9, {}, { batch: 'last', workers: 1 }],
  [9, { dropLast: true }, undefined],
  [9, { batchSize: 100 }, undefined],
  [8, { workers: 2 }, undefined],
  [8, { workers: 3 }, { batch: 'every', workers: 3 }],
  [8, { workers: 9 }, { batch: 'every', workers: 4 }],
  [11, { batchSize: 8, workers: 4 }, { batch: 'last', workers: 3 }],
  [11, { batchSize: 8, workers: 4, dropLast: true }, undefined],
  [8, { accumulate: 2 }, undefined],
  [8, { accumulate: 3 }, { batch: 'every', workers: 1, parts: 3 }],
  [8, { accumulate: 9 }, { batch: 'every', workers: 1, parts: 4 }],
  [11, { batchSize: 8, accumulate: 4 }, { batch: 'last', workers: 1, parts: 3 }],
  [8, { batchSize: 8, accumulate: 2, workers: 2 }, undefined],
  [8, { batchSize: 8, accumulate: 3, workers: 2 }, { batch: 'every', workers: 2, parts: 3 }],
])('%d samples, %o: %o', (count, more, found) => {
  const samples = learnable([3], 3, count)
  const settings = settingsOf({ ...options, ...more }, samples)
  const expected = (path: string) => found && { _tag: 'SingleValue', path, ...found }
  expect(singleValue(features, samples, settings)).toEqual(expected('1'))
  expect(singleValue(cell, learnable([1, 1, 2], 3, count), settings)).toEqual(expected('0.body.0'))
  // two pixels are two values
  expect(singleValue(maps, learnable([1, 2, 2], 3, count), settings)).toBeUndefined()
})

test('a fit says so before it starts', async () => {
  const tuned = await train(right(await startWasm()()), features, learnable([3], 3, 9), options)()
  expect(tuned).toEqual(E.left({ _tag: 'SingleValue', path: '1', batch: 'last', workers: 1 }))
})

test('what to do about it', () => {
  const said = (more: object) => singleValueMessage({ _tag: 'SingleValue', path: '1', batch: 'every', workers: 1, ...more })
  expect(said({ workers: 2 })).toBe(
    "layer 1 would normalize a single value per channel in a worker's share of a batch: take a larger batchSize, or fewer workers",
  )
  expect(said({ parts: 3 })).toBe(
    'layer 1 would normalize a single value per channel in a part of a batch: take a larger batchSize, or a smaller accumulate',
  )
  expect(said({ batch: 'last', workers: 2, parts: 3 })).toContain("in a part of a worker's share of the last batch: take another batchSize")
})
