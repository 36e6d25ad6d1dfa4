import { expect, test } from 'vitest'
import type { AnyDataset } from '../../lib/data/dataset.js'

import { arraysOf } from '../../lib/network/arrays.js'
import { fit } from '../../lib/training/fit.js'
import { binaryCrossEntropy } from '../../lib/training/loss/binaryCrossEntropy.js'
import { crossEntropy } from '../../lib/training/loss/crossEntropy.js'
import { huber } from '../../lib/training/loss/huber.js'
import { meanAbsoluteError } from '../../lib/training/loss/meanAbsoluteError.js'
import { meanSquaredError } from '../../lib/training/loss/meanSquaredError.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import type { ReferenceArray } from '../reference/array.js'
import { logSoftmax, meanLoss } from '../reference/losses.js'
import { right } from '../setup/answers.js'
import { descended } from './descended.js'
import { bits, chances, classed, count, drawn, labels, options, start, values, wanting } from './sixSamples.js'

const weights = [0.5, 2, 1.25]
const smoothing = 0.2

/** PyTorch's formula, word for word: per sample (1 - e) nll weighted, and e / C of the weighted sum over classes; divided by the weights. */
const weightedSmoothed = (logits: ReferenceArray): number => {
  let sum = 0
  let whole = 0
  for (const [n, label] of labels.entries()) {
    sum -= (1 - smoothing) * weights[label]! * logSoftmax(logits, n, label)
    for (const [c, weight] of weights.entries()) sum -= (smoothing / 3) * weight * logSoftmax(logits, n, c)
    whole += weights[label]!
  }
  return sum / whole
}
const soft = (logits: ReferenceArray): number =>
  chances.reduce((sum, chance, at) => sum - weights[at % 3]! * chance * logSoftmax(logits, Math.floor(at / 3), at % 3), 0) / count

const cases: readonly (readonly [
  name: string,
  samples: AnyDataset,
  loss: object | undefined,
  reference: (output: ReferenceArray) => number,
])[] = [
  ['class weights and label smoothing', classed, crossEntropy({ classWeights: weights, labelSmoothing: smoothing }), weightedSmoothed],
  ['soft labels with class weights', wanting.soft, crossEntropy({ classWeights: weights }), soft],
  ['several labels', wanting.several, undefined, ({ values: o }) => meanLoss('binaryCrossEntropy', o, bits)],
  ['several labels, named', wanting.several, binaryCrossEntropy(), ({ values: o }) => meanLoss('binaryCrossEntropy', o, bits)],
  ['vectors', wanting.vectors, undefined, ({ values: o }) => meanLoss('squaredError', o, drawn)],
  ['vectors, squared', wanting.vectors, meanSquaredError(), ({ values: o }) => meanLoss('squaredError', o, drawn)],
  ['vectors, absolute', wanting.vectors, meanAbsoluteError(), ({ values: o }) => meanLoss('absoluteError', o, drawn)],
  ['vectors, Huber', wanting.vectors, huber({ delta: 0.4 }), ({ values: o }) => meanLoss('huber', o, drawn, 0.4)],
]

describeOnBackends('fits by every loss', (backend) => {
  test.each(cases)('%s: six steps against float64', async (_name, samples, loss, reference) => {
    const losses: number[] = []
    let last: typeof start = start
    for await (const epoch of fit(backend(), start, samples, { ...options, ...(loss && { loss: loss as never }) })) {
      losses.push(right(epoch).loss)
      last = right(epoch).network
    }
    const expected = descended(start, values, reference, 6, 0.1)
    expectClose(Float32Array.from(losses), expected.losses, 'losses')
    for (const { path, values: found } of arraysOf(last)) expectClose(found, expected.arrays[path]!, path, 2e-5)
  })

  test('named, the usual loss gives the bits of a fit that names none', async () => {
    const trained = async (more: object): Promise<unknown> => {
      let last: unknown
      for await (const epoch of fit(backend(), start, classed, { ...options, batchSize: 4, ...more })) {
        const { network, state, accuracy } = right(epoch)
        last = [arraysOf(network).map(({ values: found }) => [...found]), state.told, accuracy]
      }
      return last
    }
    expect(await trained({ loss: crossEntropy() })).toEqual(await trained({}))
  })

  test('a fit goes on by the loss that it began with, to the bit, and by no other', async () => {
    const all = { ...options, loss: huber({ delta: 0.4 }), validation: wanting.vectors }
    const epochs = []
    for await (const epoch of fit(backend(), start, wanting.vectors, all)) epochs.push(right(epoch))
    const middle = epochs[2]!
    const resumed = []
    for await (const epoch of fit(backend(), middle.network, wanting.vectors, { ...all, resume: middle.state })) resumed.push(right(epoch))
    expect(resumed.at(-1)).toEqual(epochs.at(-1))
    expect(middle.state.told?.options).toMatchObject({ loss: 'huber', 'loss.delta': 0.4 })
    expect(middle.validation?.r2).toBeLessThan(1)
    for await (const epoch of fit(backend(), middle.network, wanting.vectors, { ...options, resume: middle.state }))
      expect(epoch).toMatchObject({
        left: {
          _tag: 'ResumeMismatch',
          differences: [
            { option: 'loss', saved: 'huber', given: undefined },
            { option: 'loss.delta', saved: 0.4, given: undefined },
          ],
        },
      })
  })

  test.each<[samples: AnyDataset, loss: object, option: string, expected: string]>([
    [classed, meanSquaredError(), 'loss', 'one for classes: crossEntropy or distillation'],
    [wanting.vectors, crossEntropy(), 'loss', 'one for vectors: meanSquaredError or meanAbsoluteError or huber'],
    [wanting.several, huber(), 'loss', 'one for severalLabels: binaryCrossEntropy'],
    [wanting.vectors, huber({ delta: 0 }), 'loss.delta', 'a finite number above 0'],
    [classed, crossEntropy({ labelSmoothing: 1 }), 'loss.labelSmoothing', 'a number of at least 0 and less than 1'],
    [classed, crossEntropy({ classWeights: [1, 1] }), 'loss.classWeights', 'one for each of 3 classes'],
    [classed, crossEntropy({ classWeights: [1, 0, 1] }), 'loss.classWeights[1]', 'a finite number above 0'],
  ])('%#: what makes no sense is a BadOption', async (samples, loss, option, expected) => {
    for await (const epoch of fit(backend(), start, samples, { ...options, loss: loss as never }))
      expect(epoch).toMatchObject({ left: { _tag: 'BadOption', option, expected } })
  })
})
