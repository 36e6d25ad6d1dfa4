import { either as E } from 'fp-ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeFitState, encodeFitState } from '../../lib/checkpoint/fitStateFile.js'
import { batchAt, batchIndices } from '../../lib/data/batch.js'
import { dataset } from '../../lib/data/dataset.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { dropout } from '../../lib/layer/dropout.js'
import { globalAveragePool } from '../../lib/layer/globalAveragePool.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { arraysOf } from '../../lib/network/arrays.js'
import type { AnyNetwork } from '../../lib/network/network.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { foldIn, key } from '../../lib/random/key.js'
import { fit } from '../../lib/training/fit.js'
import type { FitRequest } from '../../lib/training/fitRequest.js'
import { crossEntropy } from '../../lib/training/loss/crossEntropy.js'
import { adam } from '../../lib/training/optimizer/adam.js'
import { sgd } from '../../lib/training/optimizer/sgd.js'
import { train } from '../../lib/training/train.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import * as reference from '../reference/optimizers.js'
import { sgd as sgdReference } from '../reference/sgd.js'
import { alive, right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'
import { count, descended, epochsOf, network as linearOne, type Rule, samples as six, valuesOf } from './smallClassification.js'

const samples = learnable([6, 6, 3], 3, 20)
const plain = sequential(input(6, 6, 3), conv2d(3, 4), relu, globalAveragePool, linear(4, 3))(key(1))
const normed = sequential(input(6, 6, 3), conv2d(3, 4), batchNorm(4), relu, dropout(0.2), globalAveragePool, linear(4, 3))(key(1))
type More = Partial<FitRequest<[6, 6, 3]>>
const options = { epochs: 2, batchSize: 8, learningRate: 0.05, momentum: 0.9, key: key(5) }

const near = (found: AnyNetwork, expected: AnyNetwork): void =>
  expectClose(Float32Array.from(valuesOf(found)), valuesOf(expected), 'all arrays', 1e-5)

describeOnBackends('a fit whose batches are worked through in parts', (backend, { runs }) => {
  const lastOf = async (more: More, from: AnyNetwork = plain) => {
    let last
    for await (const epoch of fit(backend(), from as typeof plain, samples, { ...options, ...more })) last = right(epoch)
    return last!
  }

  test.each([2, 4, 100])('twenty steps in float64, in %d parts', async (accumulate) => {
    const rules: readonly [typeof sgd | typeof adam, Rule][] = [
      [sgd, (s, g) => sgdReference(s, g, { learningRate: 0.02, momentum: 0, nesterov: false, weightDecay: 0.1 })],
      [
        adam,
        (s, g) => reference.adam(s, g, { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, learningRate: 0.02, weightDecay: 0.1, decoupled: false }),
      ],
    ]
    for (const [optimizer, rule] of rules) {
      const told = { learningRate: 0.02, batchSize: count, weightDecay: 0.1, key: key(3), optimizer: optimizer(), accumulate }
      const epochs = await epochsOf(backend(), linearOne, { ...told, epochs: 20 })
      expectClose(Float32Array.from(valuesOf(epochs.at(-1)!.network)), descended(rule, 20), 'after twenty steps', 1e-5)
    }
    expect(six.labels.length).toBe(count)
  })

  test('is the fit on whole batches, whatever the loss weighs, where nothing looks at the batch', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(crossEntropy(), crossEntropy({ classWeights: [0.2, 3, 1], labelSmoothing: 0.1 })),
        async (accumulate, batchSize, loss) => {
          const told = { batchSize, loss, epochs: 1, learningRate: 0.02 }
          const [whole, inParts] = [await lastOf(told), await lastOf({ ...told, accumulate })]
          expect(inParts.loss).toBeCloseTo(whole.loss, 5)
          expect(inParts.accuracy).toBe(whole.accuracy)
          near(inParts.network, whole.network)
        },
      ),
      { numRuns: runs(20) },
    ))

  test('one part is no part: the same bits', async () => {
    expect(await lastOf({ accumulate: 1 }, normed)).toEqual(await lastOf({}, normed))
    expect((await lastOf({ accumulate: 2 }, normed)).network).not.toEqual((await lastOf({}, normed)).network)
  })

  test('running statistics move once a part', async () => {
    // nothing else moves, and batches of half the size are the parts, in their order
    const still = { epochs: 1, learningRate: 0 }
    const inParts = await lastOf({ ...still, batchSize: 20, accumulate: 2 }, normed)
    expect(inParts.network.nodes).toEqual((await lastOf({ ...still, batchSize: 10 }, normed)).network.nodes)
  })

  test('batch norm normalizes each part by itself: the step is the mean of the parts’ own steps', async () => {
    const bare = sequential(input(6, 6, 3), conv2d(3, 4), batchNorm(4), relu, globalAveragePool, linear(4, 3))(key(1))
    const told = { epochs: 1, batchSize: 20, learningRate: 0.1, key: key(5) }
    const [order = new Uint32Array(0)] = batchIndices(20, 20, foldIn(foldIn(told.key, 0), 0))
    const trained = async (given: typeof samples, accumulate: number) =>
      valuesOf(right(await train(backend(), bare, given, { ...told, accumulate })()))
    const halves = await Promise.all(
      [order.subarray(0, 10), order.subarray(10)].map((indices) => {
        const { input: seen, labels } = batchAt(samples, [...indices])
        return trained(right(dataset({ shape: [6, 6, 3], classes: 3, values: seen.values, labels, normalization: 'none' })), 1)
      }),
    )
    const arrays = arraysOf(bare)
    const found = await trained(samples, 2)
    let at = 0
    for (const { path, role, values } of arrays) {
      const [start, end] = [at, at + values.length]
      at = end
      if (role === 'statistic') continue
      const mean = halves[0]!.subarray(start, end).map((value, place) => (value + halves[1]![start + place]!) / 2)
      expectClose(Float32Array.from(found.subarray(start, end)), mean, path, 1e-5)
    }
  })

  test('stopped, written, read and resumed it is the fit that never stopped, and only so', async () => {
    const told = { accumulate: 3, clip: { norm: 0.2 }, average: { decay: 0.9 } }
    const before = alive(backend())
    const [first, whole] = [await lastOf({ ...told, epochs: 1 }, normed), await lastOf(told, normed)]
    const resume = right(decodeFitState(encodeFitState(first.state)))
    expect(await lastOf({ ...told, resume }, first.network)).toEqual(whole)
    expect(alive(backend())).toEqual(before)
    expect(await train(backend(), first.network, samples, { ...options, ...told, accumulate: 1, resume })()).toMatchObject(
      E.left({ differences: [{ option: 'accumulate', saved: 3, given: undefined }] }),
    )
  })

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('%d parts are a Left that names the option', async (accumulate) => {
    expect(await train(backend(), plain, samples, { ...options, accumulate })()).toMatchObject(
      E.left({ _tag: 'BadOption', option: 'accumulate', expected: 'a whole number, 1 or more' }),
    )
  })

  test('what no compiler lets pass throws at the call', () => {
    for (const accumulate of ['4', true, {}])
      expect(() => fit(backend(), plain, samples, { ...options, accumulate: accumulate as never })).toThrow('narrownet: fit: accumulate is')
  })
})
