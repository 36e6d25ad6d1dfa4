import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { AnyDataset } from '../../lib/data/dataset.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { dropout } from '../../lib/layer/dropout.js'
import { linear } from '../../lib/layer/linear.js'
import { relu } from '../../lib/layer/relu.js'
import { tanh } from '../../lib/layer/tanh.js'
import { folded } from '../../lib/inference/folded.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { fingerprint } from '../../lib/network/fingerprint.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { fit } from '../../lib/training/fit.js'
import { crossEntropy } from '../../lib/training/loss/crossEntropy.js'
import { distillation } from '../../lib/training/loss/distillation.js'
import { stepMemory } from '../../lib/training/stepMemory.js'
import { arbitrarySeed } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { get, type ReferenceArray } from '../reference/array.js'
import { logSoftmax } from '../reference/losses.js'
import { right } from '../setup/answers.js'
import { descended } from './descended.js'
import { chances, classed, count, labels, options, start, values, wanting } from './sixSamples.js'

const teacher = sequential(input(3), linear(3, 5), relu, linear(5, 3))(key(7))

/** The teacher's logits in float64, by hand. */
const taught = (): ReferenceArray => {
  const [w, b, v, c] = arraysOf(teacher).map((array) => array.values) as [Float32Array, Float32Array, Float32Array, Float32Array]
  const answer = (n: number): readonly number[] => {
    const hidden = [0, 1, 2, 3, 4].map((j) =>
      Math.max(
        0,
        [0, 1, 2].reduce((sum, i) => sum + values[3 * n + i]! * w[5 * i + j]!, b[j]!),
      ),
    )
    return [0, 1, 2].map((k) => hidden.reduce((sum, h, j) => sum + h * v[3 * j + k]!, c[k]!))
  }
  return { shape: [count, 3], values: Float64Array.from(Array.from({ length: count }, (_, n) => answer(n)).flat()) }
}

const cooled = ({ shape: of, values: logits }: ReferenceArray, temperature: number): ReferenceArray => ({
  shape: of,
  values: logits.map((logit) => logit / temperature),
})

/** Hinton et al., as PyTorch's tutorial writes it: KLDivLoss by `batchmean` times T², and the cross-entropy. */
const reference =
  (temperature: number, weight: number, answer: (n: number, c: number) => number) =>
  (logits: ReferenceArray): number => {
    const [student, other] = [cooled(logits, temperature), cooled(taught(), temperature)]
    let sum = 0
    for (let n = 0; n < count; n += 1)
      for (let c = 0; c < 3; c += 1) {
        const log = logSoftmax(other, n, c)
        sum += weight * temperature ** 2 * Math.exp(log) * (log - logSoftmax(student, n, c))
        sum -= (1 - weight) * answer(n, c) * logSoftmax(logits, n, c)
      }
    return sum / count
  }

const classAt = (n: number, c: number): number => (labels[n] === c ? 1 : 0)
const chanceAt = (n: number, c: number): number => get({ shape: [count, 3], values: Float64Array.from(chances) }, n, c)

describeOnBackends('distillation', (backend, { runs }) => {
  test.each<[name: string, data: AnyDataset, temperature: number, weight: number, answer: (n: number, c: number) => number]>([
    ['classes', classed, 4, 0.9, classAt],
    ['classes, cold and half', classed, 0.5, 0.5, classAt],
    ['the teacher alone', classed, 2, 1, classAt],
    ['the samples alone', classed, 2, 0, classAt],
    ['probabilities', wanting.soft, 3, 0.7, chanceAt],
  ])('%s: six steps against float64', async (_name, data, temperature, weight, answer) => {
    const losses: number[] = []
    let last: typeof start = start
    for await (const epoch of fit(backend(), start, data, { ...options, loss: distillation({ teacher, temperature, weight }) as never })) {
      losses.push(right(epoch).loss)
      last = right(epoch).network
    }
    const expected = descended(start, values, reference(temperature, weight, answer), 6, 0.1)
    expectClose(Float32Array.from(losses), expected.losses, 'losses')
    for (const { path, values: found } of arraysOf(last)) expectClose(found, expected.arrays[path]!, path, 2e-5)
  })

  test('who is its own teacher has nothing to learn, at any temperature', () =>
    fc.assert(
      fc.asyncProperty(fc.double({ min: 0.25, max: 20, noNaN: true }), arbitrarySeed, async (temperature, seed) => {
        const network = sequential(input(3), linear(3, 4), tanh, linear(4, 3))(key(seed))
        const loss = distillation({ teacher: network, temperature, weight: 1 })
        for await (const epoch of fit(backend(), network, classed, { ...options, epochs: 2, loss })) {
          expect(Math.abs(right(epoch).loss)).toBeLessThan(1e-5)
          for (const [at, { values: found }] of arraysOf(right(epoch).network).entries())
            expectClose(found, Float64Array.from(arraysOf(network)[at]!.values), 'unmoved', 1e-5)
        }
      }),
      { numRuns: runs(10) },
    ))

  test('the teacher runs as at rest and does not move; folded it teaches the same', async () => {
    const drawing = sequential(input(3), linear(3, 5), batchNorm(5), relu, dropout(0.5), linear(5, 3))(key(3))
    const before = arraysOf(drawing).map(({ values: array }) => [...array])
    const learned = async (of: Parameters<typeof distillation>[0]['teacher']): Promise<Float64Array> => {
      let last: typeof start = start
      for await (const epoch of fit(backend(), start, classed, { ...options, loss: distillation({ teacher: of as typeof drawing }) }))
        last = right(epoch).network
      return Float64Array.from(arraysOf(last).flatMap((array) => [...array.values]))
    }
    const [whole, again, sooner] = [await learned(drawing), await learned(drawing), await learned(folded(drawing))]
    expect(again).toEqual(whole)
    expectClose(Float32Array.from(sooner), whole, 'folded', 2e-5)
    expect(arraysOf(drawing).map(({ values: array }) => [...array])).toEqual(before)
  })

  test('a fit goes on with the teacher that it began with, to the bit, and with no other', async () => {
    const all = { ...options, loss: distillation({ teacher }) }
    const epochs = []
    for await (const epoch of fit(backend(), start, classed, all)) epochs.push(right(epoch))
    const middle = epochs[2]!
    const resumed = []
    for await (const epoch of fit(backend(), middle.network, classed, { ...all, resume: middle.state })) resumed.push(right(epoch))
    expect(resumed.at(-1)).toEqual(epochs.at(-1))
    const other = sequential(input(3), linear(3, 5), relu, linear(5, 3))(key(8))
    for await (const epoch of fit(backend(), middle.network, classed, {
      ...options,
      loss: distillation({ teacher: other, temperature: 2 }),
      resume: middle.state,
    }))
      expect(epoch).toMatchObject({
        left: {
          _tag: 'ResumeMismatch',
          differences: [
            { option: 'loss.teacher', saved: fingerprint(teacher), given: fingerprint(other) },
            { option: 'loss.temperature', saved: 4, given: 2 },
          ],
        },
      })
  })

  test('the device holds after a fit what it held before, and the teacher’s memory is foretold', async () => {
    const before = backend().liveArrays()
    for await (const epoch of fit(backend(), start, classed, { ...options, loss: distillation({ teacher }) })) right(epoch)
    expect(backend().liveArrays()).toEqual(before)
    const wide = sequential(input(3), linear(3, 4000), relu, linear(4000, 3))(key(7))
    const usual = stepMemory(backend(), start, count, { loss: crossEntropy() }).peakBytes
    const parameters = 4 * (3 * 4000 + 4000 + 4000 * 3 + 3)
    expect(stepMemory(backend(), start, count, { loss: distillation({ teacher: wide }) }).peakBytes).toBeGreaterThan(usual + parameters)
  })

  const outside = sequential(input(4), linear(4, 3))(key(0))
  const larger = sequential(input(3), linear(3, 2))(key(0))
  test.each<[loss: object, option: string, expected: string]>([
    [distillation({ teacher, temperature: 0 }), 'loss.temperature', 'a finite number above 0'],
    [distillation({ teacher, temperature: 1e30 }), 'loss.temperature', 'a finite number above 0'],
    [distillation({ teacher, weight: 1.5 }), 'loss.weight', 'a number from 0 to 1'],
    [distillation({ teacher: outside }), 'loss.teacher.input', "[3], as the network's"],
    [distillation({ teacher: larger }), 'loss.teacher.output', "[3], as the network's"],
  ])('%#: what makes no sense is a BadOption', async (loss, option, expected) => {
    for await (const epoch of fit(backend(), start, classed, { ...options, loss: loss as never }))
      expect(epoch).toMatchObject({ left: { _tag: 'BadOption', option, expected } })
  })
})

test('a teacher that is no network is said at once', () => {
  expect(() => distillation({ teacher: { nodes: [] } as never })).toThrow('narrownet:')
})
