import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReferenceArray } from '../reference/array.js'
import { centralDifferences } from '../reference/centralDifferences.js'
import { softmaxCrossEntropy } from '../reference/softmaxCrossEntropy.js'
import { arbitrarySeed, arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { evaluate } from './evaluate.js'
import { expectClose } from './expectClose.js'

const oneHot = (seed: number, batch: number, classes: number): ReferenceArray => {
  const values = new Float64Array(batch * classes)
  for (let n = 0; n < batch; n += 1) values[n * classes + ((seed + 7 * n) % classes)] = 1
  return { shape: [batch, classes], values }
}

describeOnBackends(
  'softmaxCrossEntropy',
  (backend) => {
    const run = (logits: ReferenceArray, labels: ReferenceArray) =>
      evaluate(backend(), { logits, labels }, (arrays) => {
        const { loss, logitsGradient } = backend().softmaxCrossEntropy(backend().share(arrays.logits), arrays.labels)
        expect(loss.shape).toEqual([])
        expect(logitsGradient.shape).toEqual(logits.shape)
        return { loss, logitsGradient }
      })

    test('loss and gradient against float64, one-hot and smoothed labels', () =>
      fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 6 }),
          fc.integer({ min: 1, max: 7 }),
          fc.boolean(),
          arbitrarySeed,
          async (batch, classes, smooth, seed) => {
            const logits = arrayFrom(seed, [batch, classes])
            const hard = oneHot(seed, batch, classes)
            const labels = smooth ? { ...hard, values: hard.values.map((label) => Math.fround(label * 0.9 + 0.1 / classes)) } : hard
            const { loss, logitsGradient } = await run(logits, labels)
            expectClose(loss, [softmaxCrossEntropy(logits, labels)], 'loss')
            const gradient = centralDifferences((moved) => Float64Array.of(softmaxCrossEntropy(moved, labels)), logits, Float64Array.of(1))
            expectClose(logitsGradient, gradient, 'gradient', 1e-6)
          },
        ),
        { numRuns: 80 },
      ))

    test('huge logits neither overflow nor underflow', async () => {
      const { loss, logitsGradient } = await run(
        { shape: [2, 3], values: Float64Array.of(1e30, 0, -1e30, -1e4, -1e4, -2e4) },
        oneHot(0, 2, 3),
      )
      // Labels: class 0, then class 1; the second row's two largest are equal.
      expectClose(loss, [Math.log(2) / 2])
      expectClose(logitsGradient, [0, 0, 0, 0.25, -0.25, 0])
    })

    test('an excluded class (-Infinity) costs nothing unless it is the label; a NaN or +Infinity is seen', async () => {
      const labels = { shape: [1, 2], values: Float64Array.of(1, 0) }
      const lossOf = async (...logits: readonly number[]): Promise<number | undefined> =>
        (await run({ shape: [1, 2], values: Float64Array.from(logits) }, labels)).loss[0]
      expect(await lossOf(3, -Infinity)).toBe(0)
      expect(await lossOf(-Infinity, 3)).toBe(Infinity)
      expect(await lossOf(Number.NaN, 3)).toBeNaN()
      expect(await lossOf(0, Number.NaN)).toBeNaN()
      expect(await lossOf(Infinity, 0)).toBeNaN()
    })
  },
  implementations,
)
