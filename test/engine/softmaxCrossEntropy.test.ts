import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReferenceArray } from '../reference/array.js'
import { centralDifferences } from '../reference/centralDifferences.js'
import { scores } from '../training/scores.js'
import { softmaxCrossEntropy } from '../reference/softmaxCrossEntropy.js'
import { arbitrarySeed, arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { evaluate } from './evaluate.js'
import { expectClose } from './expectClose.js'

const labelsFrom = (seed: number, batch: number, classes: number): ReferenceArray => ({
  shape: [batch],
  values: Float64Array.from({ length: batch }, (_, n) => (seed + 7 * n) % classes),
})

describeOnBackends(
  'softmaxCrossEntropy',
  (backend, { within, runs }) => {
    const run = (logits: ReferenceArray, labels: ReferenceArray) =>
      evaluate(backend(), { logits, labels }, (arrays) => {
        const { outcome, logitsGradient } = backend().softmaxCrossEntropy(backend().share(arrays.logits), arrays.labels)
        expect(outcome.shape).toEqual([2])
        expect(logitsGradient.shape).toEqual(logits.shape)
        return { outcome, logitsGradient }
      }).then(({ outcome, logitsGradient }) => ({ loss: outcome.subarray(0, 1), correct: outcome[1], logitsGradient }))

    test('loss and gradient against float64', () =>
      fc.assert(
        fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 7 }), arbitrarySeed, async (batch, classes, seed) => {
          const logits = arrayFrom(seed, [batch, classes])
          const labels = labelsFrom(seed, batch, classes)
          const { loss, correct, logitsGradient } = await run(logits, labels)
          expectClose(loss, [softmaxCrossEntropy(logits, labels.values)], 'loss')
          expect(correct).toBe(scores(Float32Array.from(logits.values), Uint16Array.from(labels.values)).correct)
          const gradient = centralDifferences(
            (moved) => Float64Array.of(softmaxCrossEntropy(moved, labels.values)),
            logits,
            Float64Array.of(1),
          )
          expectClose(logitsGradient, gradient, 'gradient', 1e-6)
        }),
        { numRuns: runs(80) },
      ))

    test('a right answer is the first of the largest logits, none of them NaN', async () => {
      const rows: readonly (readonly [label: number, right: boolean, ...logits: readonly number[]])[] = [
        [0, true, 2, 1, 2, -1, 0],
        [2, false, 2, 1, 2, -1, 0],
        [4, true, 0, 1, 2, 3, 4],
        [1, true, -Infinity, -5, -5, -Infinity, -7],
        [0, true, -Infinity, -Infinity, -Infinity, -Infinity, -Infinity],
        [3, false, -Infinity, -Infinity, -Infinity, -Infinity, -Infinity],
        [3, true, 0, 1, 2, Infinity, Infinity],
        [1, true, -0, 0.5, 0, 0, 0],
        [0, true, -0, 0, 0, 0, 0],
        [2, false, 0, Number.NaN, 3, 0, 0],
        [2, false, 0, 0, Number.NaN, 0, 0],
        [4, false, Number.NaN, 0, 0, 0, 1],
        [0, false, 1, 0, 0, 0, Number.NaN],
        [5, false, 1, 0, 0, 0, 0],
        [-1, false, 1, 0, 0, 0, 0],
      ]
      for (const [label, isRight, ...logits] of rows) {
        const { correct } = await run({ shape: [1, 5], values: Float64Array.from(logits) }, { shape: [1], values: Float64Array.of(label) })
        expect(correct, `${label} of ${logits.join()}`).toBe(isRight ? 1 : 0)
      }
      const whole = { shape: [rows.length, 5], values: Float64Array.from(rows.flatMap(([, , ...logits]) => logits)) }
      const { correct } = await run(whole, { shape: [rows.length], values: Float64Array.from(rows, ([label]) => label) })
      expect(correct).toBe(rows.filter(([, isRight]) => isRight).length)
    })

    test('huge logits neither overflow nor underflow', async () => {
      const { loss, logitsGradient } = await run(
        { shape: [2, 3], values: Float64Array.of(1e30, 0, -1e30, -1e4, -1e4, -2e4) },
        labelsFrom(0, 2, 3),
      )
      // Labels: class 0, then class 1; the second row's two largest are equal.
      expectClose(loss, [Math.log(2) / 2])
      expectClose(logitsGradient, [0, 0, 0, 0.25, -0.25, 0])
    })

    test('an excluded class (-Infinity) costs nothing unless it is the label; a NaN or +Infinity is seen', async () => {
      const labels = { shape: [1], values: Float64Array.of(0) }
      const lossOf = async (...logits: readonly number[]): Promise<number | undefined> =>
        (await run({ shape: [1, 2], values: Float64Array.from(logits) }, labels)).loss[0]
      expect(await lossOf(3, -Infinity)).toBe(0)
      expect(await lossOf(-Infinity, 3)).toBe(Infinity)
      expect(await lossOf(Number.NaN, 3)).toBeNaN()
      expect(await lossOf(0, Number.NaN)).toBeNaN()
      expect(await lossOf(Infinity, 0)).toBeNaN()
    })

    test('65,536 classes: the last is looked up like the first', async () => {
      const classes = 65_536
      const logits = {
        shape: [2, classes],
        values: Float64Array.from({ length: 2 * classes }, (_, at) => (at % classes === 65_535 ? 9 : 0)),
      }
      const { loss, logitsGradient } = await run(logits, { shape: [2], values: Float64Array.of(0, 65_535) })
      const normalizer = Math.log(65_535 + Math.exp(9))
      expectClose(loss, [(normalizer + normalizer - 9) / 2])
      const [share, last] = [Math.exp(-normalizer) / 2, Math.exp(9 - normalizer) / 2]
      expectClose(
        Float32Array.of(...[0, 1, 65_535, 65_536, 131_070, 131_071].map((at) => logitsGradient[at] ?? Number.NaN)),
        [share - 0.5, share, last, share, share, last - 0.5],
        'gradient',
        within(1e-7),
      )
    })

    test('a label that is no class makes the loss NaN, and reads and writes nothing of another row', async () => {
      for (const label of [-1, 3, 1e9, Number.NaN]) {
        const labels = { shape: [3], values: Float64Array.of(0, label, 2) }
        const { loss, logitsGradient } = await run({ shape: [3, 3], values: new Float64Array(9) }, labels)
        expect(loss[0]).toBeNaN()
        const third = 1 / 9
        expectClose(
          logitsGradient.filter((_, at) => at < 3 || at > 5),
          [third - 1 / 3, third, third, third, third, third - 1 / 3],
        )
      }
    })
  },
  implementations,
)
