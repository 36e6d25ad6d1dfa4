import { beforeAll, describe, expect, test } from 'vitest'
import { arrayFrom } from '../arbitraryArray.js'
import { guardedHeap } from './guardedHeap.js'

describe('softmax cross-entropy kernel', () => {
  let heap: Awaited<ReturnType<typeof guardedHeap>>
  beforeAll(async () => {
    heap = await guardedHeap()
  })
  const run = (logits: Float32Array, labels: Float32Array, batch: number) => {
    const [outcome, gradient] = heap([logits, labels], [2, logits.length], 0, (simd, [x, wanted], [value, dx]) =>
      simd.softmaxCrossEntropy(x!, wanted!, value!, dx!, batch, logits.length / batch),
    ) as [Float32Array, Float32Array]
    return { loss: outcome[0]!, gradient }
  }

  /** By JavaScript's own exp and log, in float64. */
  const expected = (logits: Float32Array, labels: Float32Array, batch: number) => {
    const classes = logits.length / batch
    const gradient = new Float64Array(logits.length)
    let loss = 0
    labels.forEach((label, sample) => {
      const row = sample * classes
      const x = Float64Array.from(logits.subarray(row, row + classes))
      const top = Math.max(...x)
      const sum = x.reduce((total, value) => total + Math.exp(value - top), 0)
      loss += top + Math.log(sum) - x[label]!
      x.forEach((value, c) => {
        gradient[row + c] = (Math.exp(value - top) / sum - (c === label ? 1 : 0)) / batch
      })
    })
    return { loss: loss / batch, gradient }
  }

  test.each([1, 2, 3, 7, 10, 100, 1000])('%i classes, logits from tiny to huge, within float32 rounding', (classes) => {
    for (const batch of [1, 2, 5]) {
      for (const spread of [1e-6, 1, 10, 40, 300, 1e6]) {
        const logits = Float32Array.from(arrayFrom(classes, [batch * classes]).values, (value) => value * spread)
        const labels = Float32Array.from({ length: batch }, (_, sample) => (3 * sample + classes - 1) % classes)
        const found = run(logits, labels, batch)
        const wanted = expected(logits, labels, batch)
        expect(Math.abs(found.loss - wanted.loss)).toBeLessThanOrEqual(1e-7 * Math.abs(wanted.loss) + 1e-12)
        const differences = found.gradient.map((value, i) => Math.abs(value - wanted.gradient[i]!))
        expect(Math.max(...differences)).toBeLessThanOrEqual(2e-7 / batch)
      }
    }
  })

  test('what a row holds stays in its row', () => {
    const logits = Float32Array.of(1, 2, 3, Number.NaN, 0, 0, 4, 5, 6)
    const labels = Float32Array.of(0, 1, 2)
    const { loss, gradient } = run(logits, labels, 3)
    expect(loss).toBeNaN()
    expect(Array.from(gradient, Number.isNaN)).toEqual([false, false, false, true, true, true, false, false, false])
  })
})
