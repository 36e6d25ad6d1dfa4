import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReferenceArray } from '../reference/array.js'
import { centralDifferences } from '../reference/centralDifferences.js'
import { softCrossEntropy } from '../reference/losses.js'
import { scores } from '../training/scores.js'
import { arbitrarySeed, arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { evaluate } from './evaluate.js'
import { expectClose } from './expectClose.js'

describeOnBackends(
  'softCrossEntropy',
  (backend, { runs }) => {
    const run = (logits: ReferenceArray, weights: ReferenceArray, labels: readonly number[]) =>
      evaluate(backend(), { logits, weights, labels: { shape: [labels.length], values: Float64Array.from(labels) } }, (arrays) =>
        backend().softCrossEntropy(backend().share(arrays.logits), arrays.weights, arrays.labels),
      )

    test('loss, right answers and gradient against float64, for weights of any sum', () =>
      fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 9 }), arbitrarySeed, async (batch, classes, seed) => {
          const logits = arrayFrom(seed, [batch, classes])
          const drawn = arrayFrom(seed + 1, [batch, classes])
          const weights = { ...drawn, values: drawn.values.map((value) => Math.max(0, value) / batch) }
          const labels = Array.from({ length: batch }, (_, n) => (seed + 7 * n) % classes)
          const { outcome, gradient } = await run(logits, weights, labels)
          const { correct } = scores(Float32Array.from(logits.values), Uint16Array.from(labels))
          expectClose(outcome, [softCrossEntropy(logits, weights), correct], 'outcome')
          const slopes = centralDifferences((moved) => Float64Array.of(softCrossEntropy(moved, weights)), logits, Float64Array.of(1))
          expectClose(gradient, slopes, 'gradient', 2e-6)
        }),
        { numRuns: runs(60) },
      ))

    test('a class without weight costs nothing, also where it is excluded; a NaN is seen', async () => {
      const row = (...values: readonly number[]): ReferenceArray => ({ shape: [1, 3], values: Float64Array.from(values) })
      const { outcome } = await run(row(0, -Infinity, 0), row(0.5, 0, 0.5), [0])
      expectClose(outcome, [Math.log(2), 1])
      expect((await run(row(0, -Infinity, 0), row(0.5, 0.5, 0), [0])).outcome[0]).toBe(Infinity)
      expect((await run(row(0, Number.NaN, 0), row(1, 0, 0), [0])).outcome[0]).toBeNaN()
      expect((await run(row(1e30, 0, -1e30), row(1, 0, 0), [0])).outcome[0]).toBe(0)
    })
  },
  implementations,
)
