import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { parameterCount } from '../../lib/accounting/cost.js'
import { cellClasses } from '../../lib/data/cellClasses.js'
import { targetDataset } from '../../lib/data/targetDataset.js'
import { syntheticDigits } from '../../lib/data/syntheticDigits.js'
import { startWasm } from '../../lib/engine/wasm/startWasm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { dropout } from '../../lib/layer/dropout.js'
import { linear } from '../../lib/layer/linear.js'
import { convnet } from '../../lib/model/convnet.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import type { AnyNetwork } from '../../lib/network/network.js'
import { binaryCrossEntropy } from '../../lib/training/loss/binaryCrossEntropy.js'
import { crossEntropy } from '../../lib/training/loss/crossEntropy.js'
import { defineLoss } from '../../lib/training/loss/defineLoss.js'
import { distillation } from '../../lib/training/loss/distillation.js'
import type { Loss } from '../../lib/training/loss/loss.js'
import { prepareTraining } from '../../lib/training/prepareTraining.js'
import { adam } from '../../lib/training/optimizer/adam.js'
import { sgd } from '../../lib/training/optimizer/sgd.js'
import { wasmBackendWith } from '../engine/wasmBackendWith.js'
import { right } from '../setup/answers.js'
import { fit } from '../../lib/training/fit.js'
import * as _ from '../../lib/training/stepMemory.js'

// One backend for the file, and the largest fit first: the backend's peak is over its whole life.
const unused = right(await startWasm()())

describe('stepMemory', () => {
  const network = convnet({ input: [28, 28, 1], cfg: [8, 16, 16], classes: 10 }, key(0))
  const maps = sequential(input(4, 4, 1), conv2d(1, 3), conv2d(3, 2))(key(0))
  const plain = { epochs: 1, learningRate: 0.01, key: key(0) }
  const options = { ...plain, momentum: 0.9 }

  test('foretells the peak of a real fit to the byte, and takes nothing itself', async () => {
    const backend = E.getOrElseW((error) => {
      throw new Error(JSON.stringify(error))
    })(await startWasm()())
    const foretold = _.stepMemory(backend, network, 96)
    expect(backend.liveArrays()).toEqual({ count: 0, bytes: 0 })
    for await (const epoch of fit(backend, network, syntheticDigits({ count: 288, key: key(1) }), { ...options, batchSize: 96 })) {
      expect(E.isRight(epoch)).toBe(true)
    }
    expect(backend.peakBytes()).toBe(foretold.peakBytes)
    expect(foretold.limitBytes).toBe(backend.limitBytes)
    expect(backend.largestArray()).toEqual(foretold.largestArray)
  })

  test.each([
    { accumulate: 4 },
    { accumulate: 3, clip: { norm: 1 }, average: { decay: 0.9 }, optimizer: adam() },
    { clip: { value: 0.1 }, average: { decay: 0.9 }, optimizer: sgd() },
  ])('likewise with %o', async (more) => {
    const backend = await wasmBackendWith()
    const told = { optimizer: sgd({ momentum: 0.9 }), ...more }
    const foretold = _.stepMemory(backend, network, 96, told)
    for await (const epoch of fit(backend, network, syntheticDigits({ count: 288, key: key(1) }), { ...plain, ...told, batchSize: 96 }))
      expect(E.isRight(epoch)).toBe(true)
    expect(backend.peakBytes()).toBe(foretold.peakBytes)
    expect(backend.largestArray()).toEqual(foretold.largestArray)
  })

  test.each([crossEntropy(), distillation({ teacher: maps })])('a fit foresees it where cells have no class, by $_tag', async (loss) => {
    const backend = await wasmBackendWith()
    const targets = right(
      cellClasses(
        2,
        Array.from({ length: 6 * 16 }, (_unused, cell) => cell % 3),
        { map: [4, 4], unlabeled: 2 },
      ),
    )
    const samples = right(targetDataset({ shape: [4, 4, 1], values: new Float32Array(6 * 16), targets, normalization: 'none' }))
    const told = { optimizer: sgd({ momentum: 0.9 }), loss, accumulate: 2 }
    const settings = { ...told, clip: undefined, average: undefined, mayLackClasses: true }
    const foretold = _.memoryProblem({ ...backend, limitBytes: 0 }, maps, 6, settings)
    for await (const epoch of fit(backend, maps, samples, { ...plain, ...told, epochs: 2, batchSize: 6 })) right(epoch)
    expect(foretold).toMatchObject({ _tag: 'StepTooLarge', peakBytes: backend.peakBytes() })
  })

  test('of a batch in parts is that of a part, and of the sum of gradients', () => {
    const of = (batchSize: number, accumulate?: number): number =>
      _.stepMemory(unused, network, batchSize, accumulate === undefined ? {} : { accumulate }).peakBytes
    const gradients = 4 * parameterCount(network)
    expect(of(96, 1)).toBe(of(96))
    expect(of(96, 4)).toBeGreaterThan(of(24))
    expect(of(96, 4)).toBeLessThanOrEqual(of(24) + 2 * gradients)
    expect(of(24, 100)).toBe(of(24, 24))
  })

  test('grows with the batch, and says so for batches that no memory holds', async () => {
    const backend = E.getOrElseW((error) => {
      throw new Error(JSON.stringify(error))
    })(await startWasm()())
    const of = (batchSize: number): number => _.stepMemory(backend, network, batchSize).peakBytes
    expect(of(64)).toBeGreaterThan(of(32))
    expect(of(100_000)).toBeGreaterThan(backend.limitBytes)
  })

  test('draws no mask and fills no array: a dropout of 2^34 numbers is counted', async () => {
    const backend = E.getOrElseW((error) => {
      throw new Error(JSON.stringify(error))
    })(await startWasm()())
    const wide = sequential(input(4096), dropout(0.5), linear(4096, 2))(key(0))
    const masked = _.stepMemory(backend, wide, 2 ** 22).peakBytes
    const plain = _.stepMemory(backend, sequential(input(4096), linear(4096, 2))(key(0)), 2 ** 22).peakBytes
    expect(masked - plain).toBeGreaterThanOrEqual(2 ** 36)
  })

  test('a fit whose step would not fit is refused before it starts, with the numbers', async () => {
    const backend = E.getOrElseW((error) => {
      throw new Error(JSON.stringify(error))
    })(await startWasm()())
    const before = backend.liveArrays()
    const wide = convnet({ input: [28, 28, 1], cfg: [1024, 8, 8], classes: 10 }, key(0))
    for await (const epoch of fit(backend, wide, syntheticDigits({ count: 600, key: key(1) }), { ...options, batchSize: 1000 })) {
      const { peakBytes, limitBytes } = _.stepMemory(backend, wide, 600)
      expect(epoch).toEqual(E.left({ _tag: 'StepTooLarge', batchSize: 600, peakBytes, limitBytes }))
    }
    expect(backend.liveArrays()).toEqual(before)
  })
})

describe('a loss that is not told, or does not go with the network', () => {
  const maps = sequential(input(6, 6, 1), conv2d(1, 2), conv2d(2, 1))(key(0))
  const features = sequential(input(4), linear(4, 3))(key(0))

  test('of maps it is one number by number, as a fit on masks takes', () => {
    expect(_.stepMemory(unused, maps, 4)).toEqual(_.stepMemory(unused, maps, 4, { loss: binaryCrossEntropy() }))
  })

  test('one that leaves out cells of no class itself takes what it takes where all have one, to the byte', async () => {
    const backend = await wasmBackendWith()
    const loss = defineLoss({
      tag: 'test/shared',
      learns: 'probabilities',
      compute: (formula, output, targets) => formula.globalAveragePool(formula.multiply(output, targets)),
      leavesOutUnlabeled: true,
    })()
    const size = 48
    const two = sequential(input(size, size, 1), conv2d(1, 2), conv2d(2, 2))(key(0))
    const indices = Array.from({ length: 4 * size * size }, (_unused, cell) => (cell % 3 === 2 ? 255 : cell % 3))
    const targets = right(cellClasses(2, indices, { map: [size, size], unlabeled: 255 }))
    const samples = right(
      targetDataset({ shape: [size, size, 1], values: new Float32Array(4 * size * size), targets, normalization: 'none' }),
    )
    const foretold = _.stepMemory(backend, two, 4, { loss })
    const told = { epochs: 2, batchSize: 4, learningRate: 0.1, momentum: 0.9, key: key(0), loss }
    for await (const epoch of fit(backend, two, samples, told)) expect(E.isRight(epoch)).toBe(true)
    expect(backend.peakBytes()).toBe(foretold.peakBytes)
  })

  test.each<[network: AnyNetwork, loss: Loss, sentence: string]>([
    [maps, crossEntropy({ classWeights: [1, 1] }), 'loss.classWeights is 2, not one for each of 1 classes'],
    [
      features,
      distillation({ teacher: sequential(input(4), linear(4, 2))(key(0)) }),
      'loss.teacher.output is "[2]", not [3], as the network\'s',
    ],
    [features, crossEntropy({ classWeights: [1, 1] }), 'loss.classWeights is 2, not one for each of 3 classes'],
  ])('%#: is said', async (network, loss, sentence) => {
    expect(() => _.stepMemory(unused, network, 4, { loss })).toThrow(`narrownet: stepMemory: ${sentence}`)
    await expect(prepareTraining(unused, network, 4, { loss }).next()).rejects.toThrow(`narrownet: prepareTraining: ${sentence}`)
  })
})
