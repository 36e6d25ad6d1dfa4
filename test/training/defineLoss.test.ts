import { describe, expect, test } from 'vitest'
import type { AnyDataset } from '../../lib/data/dataset.js'

import { fit, fitSteps } from '../../lib/training/fit.js'
import { checkedRequest } from '../../lib/training/fitRequest.js'
import { crossEntropy } from '../../lib/training/loss/crossEntropy.js'
import { defineLoss } from '../../lib/training/loss/defineLoss.js'
import type { Loss } from '../../lib/training/loss/loss.js'
import { stepMemory } from '../../lib/training/stepMemory.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import type { ReferenceArray } from '../reference/array.js'
import { logSoftmax } from '../reference/losses.js'
import { right } from '../setup/answers.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { descended } from './descended.js'
import { bits, chances, classed, count, drawn, labels, options, start, values, wanting } from './sixSamples.js'

/** Koenker and Bassett's. */
const quantile = defineLoss({
  tag: 'test/quantile',
  learns: 'vectors',
  fields: { share: 'number' },
  problem: ({ share }) => (share > 0 && share < 1 ? undefined : `share is ${share}, not between 0 and 1`),
  compute: (formula, output, targets, { share }) => {
    const above = formula.activation(formula.combine(1, targets, -1, output), { _tag: 'relu' })
    const below = formula.activation(formula.combine(1, output, -1, targets), { _tag: 'relu' })
    return formula.combine(share, above, 1 - share, below)
  },
})

/** Lin et al.'s, with the exponent 2: (1 - p)² times the cross-entropy. */
const focal = <const Learns extends 'classes' | 'probabilities'>(learns: Learns) =>
  defineLoss({
    tag: `test/focal-${learns}`,
    learns,
    compute: (formula, logits, targets) => {
      const doubt = formula.combine(1, formula.constant(1, logits), -1, formula.softmax(logits))
      const surprise = formula.multiply(targets, formula.logSoftmax(logits))
      return formula.combine(-3, formula.multiply(formula.multiply(doubt, doubt), surprise), 0, surprise)
    },
  })()

/** The square of how far a sigmoid is off, each sample's three numbers as one. */
const brier = defineLoss({
  tag: 'test/brier',
  learns: 'severalLabels',
  compute: (formula, output, targets) => {
    const off = formula.combine(1, formula.activation(output, { _tag: 'sigmoid' }), -1, targets)
    return formula.reshape(formula.multiply(off, off), [count, 1, 3])
  },
})

/** Milletari et al.'s, of each sample's three labels: 1 - 2 overlap / (both together), with a bound off 0. */
const dice = defineLoss({
  tag: 'test/dice',
  learns: 'severalLabels',
  compute: (formula, output, targets) => {
    const chances = formula.activation(output, { _tag: 'sigmoid' })
    const mean = (term: typeof output) => formula.globalAveragePool(formula.reshape(term, [count, 3, 1, 1]))
    const overlap = mean(formula.multiply(chances, targets))
    const one = formula.constant(1, overlap)
    const together = formula.combine(1, mean(formula.add(chances, targets)), 0.1, one)
    return formula.combine(1, one, -1, formula.divide(formula.combine(2, overlap, 0.1, one), together))
  },
})

const quantileOf =
  (share: number) =>
  ({ values: o }: ReferenceArray): number =>
    o.reduce((sum, value, at) => sum + (drawn[at]! > value ? share * (drawn[at]! - value) : (1 - share) * (value - drawn[at]!)), 0) /
    o.length
const focalOf =
  (weight: (sample: number, label: number) => number) =>
  (logits: ReferenceArray): number => {
    let sum = 0
    for (let n = 0; n < count; n += 1)
      for (let c = 0; c < 3; c += 1) {
        const log = logSoftmax(logits, n, c)
        sum -= weight(n, c) * (1 - Math.exp(log)) ** 2 * log
      }
    return sum / count
  }
const brierOf = ({ values: o }: ReferenceArray): number =>
  o.reduce((sum, value, at) => sum + (1 / (1 + Math.exp(-value)) - bits[at]!) ** 2, 0) / o.length

const diceOf = ({ values: o }: ReferenceArray): number => {
  let sum = 0
  for (let n = 0; n < count; n += 1) {
    let [overlap, together] = [0, 0]
    for (let at = 3 * n; at < 3 * n + 3; at += 1) {
      const chance = 1 / (1 + Math.exp(-o[at]!))
      overlap += (chance * bits[at]!) / 3
      together += (chance + bits[at]!) / 3
    }
    sum += 1 - (2 * overlap + 0.1) / (together + 0.1)
  }
  return sum / count
}

const cases: readonly (readonly [string, AnyDataset, object, (output: ReferenceArray) => number])[] = [
  ['vectors', wanting.vectors, quantile({ share: 0.9 }), quantileOf(0.9)],
  ['classes', classed, focal('classes'), focalOf((n, c) => (labels[n] === c ? 1 : 0))],
  ['probabilities', wanting.soft, focal('probabilities'), focalOf((n, c) => chances[3 * n + c]!)],
  ['severalLabels', wanting.several, brier(), brierOf],
  ['severalLabels, by what they overlap', wanting.several, dice(), diceOf],
]

describeOnBackends('a loss of one’s own', (backend) => {
  test.each(cases)('of %s: six steps against float64', async (_name, samples, loss, reference) => {
    const losses: number[] = []
    let last: typeof start = start
    for await (const epoch of fit(backend(), start, samples, { ...options, loss: loss as never })) {
      losses.push(right(epoch).loss)
      last = right(epoch).network
    }
    const expected = descended(start, values, reference, 6, 0.1)
    expectClose(Float32Array.from(losses), expected.losses, 'losses')
    for (const { path, values: found } of arraysOf(last)) expectClose(found, expected.arrays[path]!, path, 2e-5)
  })

  test('an epoch tells what goes with the answers, as beside the usual loss', async () => {
    const told = async (samples: AnyDataset, loss: object | undefined) => {
      for await (const epoch of fit(backend(), start, samples, { ...options, learningRate: 0, ...(loss && { loss: loss as never }) })) {
        const { accuracy, meanSquaredError } = right(epoch) as unknown as Readonly<Record<string, number>>
        return [accuracy, meanSquaredError]
      }
      return undefined
    }
    for (const [, samples, loss] of cases) expect(await told(samples, loss)).toEqual(await told(samples, undefined))
  })

  test('a fit goes on by the loss that it began with, to the bit, and by no other fields', async () => {
    const all = { ...options, loss: quantile({ share: 0.9 }) }
    const epochs = []
    for await (const epoch of fit(backend(), start, wanting.vectors, all)) epochs.push(right(epoch))
    const middle = epochs[2]!
    const resumed = []
    for await (const epoch of fit(backend(), middle.network, wanting.vectors, { ...all, resume: middle.state })) resumed.push(right(epoch))
    expect(resumed.at(-1)).toEqual(epochs.at(-1))
    const other = { ...options, loss: quantile({ share: 0.5 }), resume: middle.state }
    for await (const epoch of fit(backend(), middle.network, wanting.vectors, other))
      expect(epoch).toMatchObject({
        left: { _tag: 'ResumeMismatch', differences: [{ option: 'loss.share', saved: 0.9, given: 0.5 }] },
      })
  })

  test('a loss that is not finite ends the fit', async () => {
    const broken = defineLoss({
      tag: 'test/broken',
      learns: 'vectors',
      compute: (formula, output) => formula.combine(3e38, formula.constant(3e38, output), 1, output),
    })
    for await (const event of fitSteps(backend(), start, wanting.vectors, { ...options, loss: broken() }))
      expect(event).toMatchObject({ left: { _tag: 'LossNotFinite', epoch: 0, step: 0 } })
  })

  test('the device holds after a fit what it held before, and a step’s memory is foretold', async () => {
    const before = backend().liveArrays()
    for await (const epoch of fit(backend(), start, wanting.vectors, { ...options, loss: quantile({ share: 0.3 }) })) right(epoch)
    expect(backend().liveArrays()).toEqual(before)
    // what a formula makes is there until the way back
    const summed = defineLoss({
      tag: 'test/summed',
      learns: 'vectors',
      compute: (formula, output) => Array.from({ length: 50 }).reduce<typeof output>((sum) => formula.add(sum, output), output),
    })
    const peakOf = (loss: Loss): number => stepMemory(backend(), start, count, { loss }).peakBytes
    expect(peakOf(summed()) - peakOf(crossEntropy())).toBeGreaterThan(40 * 4 * 3 * count)
  })

  test('a formula that makes something else than numbers of each sample says so', async () => {
    const whole = defineLoss({
      tag: 'test/whole',
      learns: 'vectors',
      compute: (formula, output) => formula.reshape(output, [1, 3 * count]),
    })
    const steps = fit(backend(), start, wanting.vectors, { ...options, loss: whole() })
    await expect(steps.next()).rejects.toThrow(
      'narrownet: test/whole: its formula makes [1,18] of [6,3], not so many numbers of each sample',
    )
  })
})

describe('what no compiler lets pass', () => {
  const compute = () => undefined as never
  test.each<[definition: object, sentence: string]>([
    [{ tag: 'mine', learns: 'vectors', compute }, "tag is \"mine\", not a program's name and a loss's, as 'mine/quantile'"],
    [
      { tag: 'mine/x', learns: 'numbers', compute },
      "learns is \"numbers\", not 'classes' or 'probabilities' or 'severalLabels' or 'vectors'",
    ],
    [
      { tag: 'mine/x', learns: 'vectors', compute, fields: { a: 'text' } },
      "mine/x: its field a is none of 'count' or 'number' or 'boolean'",
    ],
    [{ tag: 'mine/x', learns: 'vectors', compute, fields: { learns: 'number' } }, "mine/x: its field learns is the description's own"],
    [{ tag: 'mine/x', learns: 'vectors', compute, leavesOutUnlabeled: 1 }, 'leavesOutUnlabeled is 1, not true or false'],
    [{ tag: 'mine/x', learns: 'vectors' }, 'compute is undefined, not a function'],
  ])('%#: a definition', (definition, sentence) => {
    expect(() => defineLoss(definition as never)).toThrow(`narrownet: defineLoss: ${sentence}`)
  })

  test('a description without fields, by an empty object or nothing', () => {
    expect(brier()).toEqual(brier({}))
    expect(() => (quantile as unknown as () => unknown)()).toThrow('narrownet: test/quantile: share is undefined, not a finite number')
  })

  test('a description', () => {
    expect(() => quantile({ share: 2 })).toThrow('narrownet: test/quantile: share is 2, not between 0 and 1')
    expect(() => (quantile as (fields: object) => unknown)({ share: 0.5, more: 1 })).toThrow(
      'narrownet: test/quantile: unknown field more, not one of share',
    )
  })

  test('a description that carries nothing is no loss', () => {
    const posted = { ...quantile({ share: 0.5 }) }
    expect(() => checkedRequest('fit', { ...options, loss: posted })).toThrow(
      'not what crossEntropy, distillation, binaryCrossEntropy, meanSquaredError, meanAbsoluteError, huber or a loss by defineLoss makes',
    )
  })
})
