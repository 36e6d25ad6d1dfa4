import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ElementwiseLoss } from '../../lib/engine/elementwiseLoss.js'
import type { ReferenceArray } from '../reference/array.js'
import { centralDifferences } from '../reference/centralDifferences.js'
import { meanLoss } from '../reference/losses.js'
import { arbitrarySeed, arrayFrom } from './arbitraryArray.js'
import { describeOnBackends, implementations } from './backends.js'
import { evaluate } from './evaluate.js'
import { expectClose } from './expectClose.js'

const losses: readonly ElementwiseLoss[] = [
  { _tag: 'squaredError' },
  { _tag: 'absoluteError' },
  { _tag: 'huber', delta: 0.7 },
  { _tag: 'binaryCrossEntropy' },
]
const shapes: readonly (readonly number[])[] = [
  [1, 1],
  [5, 1],
  [3, 4],
  [2, 7],
  [2, 3, 2, 5],
  [70, 130],
]

describeOnBackends(
  'elementwiseLoss',
  (backend, { runs }) => {
    const run = (output: ReferenceArray, targets: ReferenceArray, loss: ElementwiseLoss) =>
      evaluate(backend(), { output, targets }, (arrays) => backend().elementwiseLoss(backend().share(arrays.output), arrays.targets, loss))
    const binary = (loss: ElementwiseLoss): boolean => loss._tag === 'binaryCrossEntropy'
    const targetsOf = (loss: ElementwiseLoss, seed: number, shape: readonly number[]): ReferenceArray => {
      const drawn = arrayFrom(seed + 1, shape)
      return binary(loss) ? { shape, values: drawn.values.map((value) => (value > 0 ? 1 : 0)) } : drawn
    }

    test.each(losses)('$_tag: loss, measure and gradient against float64', (loss) =>
      fc.assert(
        fc.asyncProperty(fc.constantFrom(...shapes), arbitrarySeed, async (shape, seed) => {
          const output = arrayFrom(seed, shape)
          const targets = targetsOf(loss, seed, shape)
          const { outcome, gradient } = await run(output, targets, loss)
          const delta = loss._tag === 'huber' ? loss.delta : undefined
          const right = output.values.filter((o, at) => o > 0 === (targets.values[at] === 1)).length
          const squares = output.values.reduce((sum, o, at) => sum + (o - targets.values[at]!) ** 2, 0)
          expectClose(outcome, [meanLoss(loss._tag, output.values, targets.values, delta), binary(loss) ? right : squares], 'outcome')
          if (output.values.length > 100) return
          const slopes = centralDifferences(
            (moved) => Float64Array.of(meanLoss(loss._tag, moved.values, targets.values, delta)),
            output,
            Float64Array.of(1),
          )
          expectClose(gradient, slopes, 'gradient', 2e-6)
        }),
        { numRuns: runs(40) },
      ),
    )

    test('at its corners the derivative is PyTorch’s', async () => {
      const at = (loss: ElementwiseLoss, ...outputs: readonly number[]) =>
        run(
          { shape: [1, outputs.length], values: Float64Array.from(outputs) },
          { shape: [1, outputs.length], values: new Float64Array(outputs.length) },
          loss,
        )
      expectClose((await at({ _tag: 'absoluteError' }, 0, 2, -2)).gradient, [0, 1 / 3, -1 / 3])
      expectClose((await at({ _tag: 'huber', delta: 1 }, 1, -1, 9, -9)).gradient, [1 / 4, -1 / 4, 1 / 4, -1 / 4])
    })

    test('large logits neither overflow nor lose what is small', async () => {
      const { outcome, gradient } = await run(
        { shape: [1, 6], values: Float64Array.of(1e30, -1e30, 80, -80, 1e30, -1e30) },
        { shape: [1, 6], values: Float64Array.of(1, 0, 1, 0, 1, 0) },
        { _tag: 'binaryCrossEntropy' },
      )
      expect(outcome[0]).toBeLessThan(1e-30)
      expect(outcome[1]).toBe(6)
      expectClose(gradient, [0, 0, 0, 0, 0, 0])
      const small = await run(
        { shape: [1, 1], values: Float64Array.of(12) },
        { shape: [1, 1], values: Float64Array.of(1) },
        { _tag: 'binaryCrossEntropy' },
      )
      expect(Math.abs((small.outcome[0] ?? 0) / Math.log1p(Math.exp(-12)) - 1)).toBeLessThan(1e-5)
    })

    test.each(losses)('$_tag: a NaN is seen, and stands on no side', async (loss) => {
      const { outcome, gradient } = await run(
        { shape: [1, 2], values: Float64Array.of(Number.NaN, 0) },
        { shape: [1, 2], values: new Float64Array(2) },
        loss,
      )
      expect(outcome[0]).toBeNaN()
      expect(gradient[0]).toBeNaN()
      if (binary(loss)) expect(outcome[1]).toBe(1)
    })
  },
  implementations,
)
