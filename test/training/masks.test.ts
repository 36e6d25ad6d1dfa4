import type { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import type { NarrownetError } from '../../lib/errorMessage.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { relu } from '../../lib/layer/relu.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { residual } from '../../lib/network/branching.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { maskSmallest } from '../../lib/pruning/weightMask.js'
import { key } from '../../lib/random/key.js'
import { evaluate } from '../../lib/training/evaluate.js'
import { fit } from '../../lib/training/fit.js'
import type { FitOptions } from '../../lib/training/options.js'
import { describeOnBackends } from '../engine/backends.js'
import { right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

const samples = learnable([6, 6, 3], 3, 40)
const body = residual(conv2d(4, 3), batchNorm(3), relu, conv2d(3, 4))
const initial = sequential(input(6, 6, 3), conv2d(3, 4), batchNorm(4), relu, maxPool(2), body, flatten, linear(36, 3))(key(1))
const options: FitOptions = { epochs: 4, batchSize: 8, learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 0.01, key: key(5) }

const epochsOf = async <Epoch>(events: AsyncIterable<E.Either<NarrownetError, Epoch>>): Promise<readonly Epoch[]> => {
  const all: Epoch[] = []
  for await (const event of events) all.push(right(event))
  return all
}

describeOnBackends('masks under training', (backend) => {
  test('training never revives a masked weight, whatever its velocity and the weight decay', async () => {
    const [dense] = await epochsOf(fit(backend(), initial, samples, { ...options, epochs: 1 }))
    if (dense === undefined) throw new Error('one epoch was asked for')
    const sparse = right(maskSmallest({ ratio: 0.6 })(dense.network))
    const trained = await epochsOf(fit(backend(), sparse, samples, { ...options, resume: dense.state }))
    const masks = arraysOf(sparse).filter(({ role }) => role === 'mask')
    expect(masks.flatMap(({ values }) => [...values]).filter((value) => value === 0).length).toBe(Math.trunc((108 + 108 + 108 + 108) * 0.6))
    for (const { network } of trained) {
      const after = new Map(arraysOf(network).map(({ path, values }) => [path, values]))
      for (const { path, values } of masks) {
        expect(after.get(path)).toBe(values)
        const weight = after.get(path.replace('.mask', '.weight'))!
        expect(weight.filter((value, at) => values[at] === 0 && value !== 0)).toHaveLength(0)
      }
      const plain = right(await evaluate(backend(), network, samples)())
      expect(Number.isFinite(plain.loss)).toBe(true)
    }
    const moved = arraysOf(trained.at(-1)!.network).filter(({ path }) => path.endsWith('.weight'))
    expect(
      moved.some(({ path, values }) =>
        values.some((value, at) => value !== arraysOf(sparse).find((array) => array.path === path)?.values[at]),
      ),
    ).toBe(true)
  })
})
