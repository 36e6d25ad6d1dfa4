import fc from 'fast-check'
import { either as E, function as F } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { decodeModel, encodeModel } from '../../lib/checkpoint/modelFile.js'
import { mapNetwork, modelOf } from '../../lib/data/model.js'
import { errorMessage } from '../../lib/errorMessage.js'
import { predict } from '../../lib/inference/predict.js'
import { softmax } from '../../lib/inference/prediction.js'
import * as _ from '../../lib/inference/segment.js'
import { segmentationOf } from '../../lib/inference/segmentation.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { unet } from '../../lib/model/unet.js'
import { forward } from '../../lib/network/forward.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { narrow } from '../../lib/pruning/narrow.js'
import { key } from '../../lib/random/key.js'
import type { Tensor } from '../../lib/shape/tensor.js'
import { arbitrarySeed, arrayFrom } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { alive, right } from '../setup/answers.js'

const network = unet({ input: [4, 6, 1], classes: 3, cfg: [3, 3, 4, 4, 3, 3, 3] })(key(1))
const normalization = { mean: [0.5], deviation: [2] }
const classNames = ['road', 'grass', 'sky']
const model = right(modelOf(network, { normalization, classNames }))
const size = 24

describeOnBackends('segment', (backend) => {
  test("is softmax of forward over the classes of each cell, in the samples' order, whatever the batch size; saved and loaded", () =>
    fc.assert(
      fc.asyncProperty(arbitrarySeed, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 6 }), async (seed, count, batchSize) => {
        const raw = Float32Array.from(arrayFrom(seed, [count * size]).values)
        const normalized: Tensor<[number, 4, 6, 1]> = { shape: [count, 4, 6, 1], values: raw.map((value) => (value - 0.5) / 2) }
        const logits = right(await forward(backend(), network, normalized)()).values
        const before = alive(backend())
        const found = right(await _.segment(backend(), model, raw, { batchSize })())
        expect(alive(backend())).toEqual(before)
        expect(found).toHaveLength(count)
        for (const [sample, { classes, probability, probabilities }] of found.entries()) {
          const cells = Array.from({ length: size }, (_cell, at) =>
            softmax(logits.subarray((sample * size + at) * 3, (sample * size + at + 1) * 3)),
          )
          expect(probabilities.shape).toEqual([4, 6, 3])
          expectClose(probabilities.values, cells.flat(), 'probabilities', 1e-5)
          expectClose(
            probability,
            cells.map((cell) => Math.max(...cell)),
            'the likeliest',
            1e-5,
          )
          expect(classes.every((of, at) => probabilities.values[3 * at + of] === probability[at])).toBe(true)
        }
        const loaded = right(decodeModel(encodeModel(model)))
        expect(right(await _.segment(backend(), loaded, raw, { batchSize })())).toEqual(found)
      }),
      { numRuns: 15 },
    ))

  test('a segmenter answers the same up to rounding, of a narrowed network too, and none once it is let go of', async () => {
    const slim = F.pipe(model, mapNetwork(narrow(l1Norm, [2, 2, 3, 3, 2, 2, 2])))
    const raw = Float32Array.from(arrayFrom(4, [2 * size]).values)
    const before = alive(backend())
    const wanted = right(await _.segment(backend(), slim, raw)())
    const ask = _.segmenter(backend(), slim)
    const found = right(await ask(raw, { batchSize: 1 })())
    for (const [at, { probabilities }] of found.entries())
      expectClose(probabilities.values, wanted[at]!.probabilities.values, 'probabilities')
    expect(alive(backend())).toEqual(before)
    ask.release()
    expect(await ask(raw)()).toEqual(E.left({ _tag: 'Released', by: 'segmenter' }))
  })

  test('samples are for predict, maps for segment, and each says so', async () => {
    const ofSamples = right(modelOf(sequential(input(4, 6, 1), flatten, linear(24, 2))(key(0)), { normalization: 'none' }))
    expect(E.mapLeft(errorMessage)(await _.segment(backend(), ofSamples as never, new Uint8Array(size))())).toEqual(
      E.left('model: network: expected one that ends in a map (predict answers samples), found an output of [2]'),
    )
    expect(E.mapLeft(errorMessage)(await predict(backend(), model, new Uint8Array(size))())).toEqual(
      E.left('model: network: expected one that ends in a number for each class (segment answers maps), found an output of [4,6,3]'),
    )
    expect(E.mapLeft(errorMessage)(await _.segment(backend(), model, new Uint8Array(5))())).toEqual(
      E.left('samples: length: expected 24 numbers for each sample of [4,6,1], at least one sample, found 5'),
    )
    expect(E.mapLeft(errorMessage)(await _.segment(backend(), model, new Uint8Array(size), { batchSize: 0 })())).toEqual(
      E.left('batchSize: expected a whole number, 1 or more, found 0'),
    )
  })
})

describe('a map of logits', () => {
  test('of equal classes the lowest is the likeliest; large logits overflow nothing', () => {
    const { classes, probability, probabilities } = segmentationOf(Float32Array.of(1, 1, 3e38, -3e38), [1, 2, 2])
    expect([classes, probability]).toEqual([Uint16Array.of(0, 0), Float32Array.of(0.5, 1)])
    expect(probabilities.values).toEqual(Float32Array.of(0.5, 0.5, 1, 0))
  })

  test('a model has a name for each class of a cell', () => {
    expect(E.mapLeft(errorMessage)(modelOf(network, { normalization, classNames: ['road'] }))).toEqual(
      E.left('model: classNames: expected one for each of 3 classes, found 1'),
    )
    expect(right(modelOf(sequential(input(4, 4, 1), conv2d(1, 2))(key(0)), { normalization: 'none' })).classNames).toEqual(['0', '1'])
  })
})
