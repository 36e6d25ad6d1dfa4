import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { arbitrarySeed, arrayFrom } from '../arbitraryArray.js'
import { guardedHeap } from './guardedHeap.js'

let heap: Awaited<ReturnType<typeof guardedHeap>>
beforeAll(async () => {
  heap = await guardedHeap()
})

const rows = fc.integer({ min: 1, max: 5 })
const columns = fc.integer({ min: 1, max: 9 })

/** Values are tested on every backend; here the heap says where kernels write. */
test('softmax and losses write what they are asked for and nothing else, in rows of any length', () =>
  fc.assert(
    fc.property(rows, columns, arbitrarySeed, (batch, classes, seed) => {
      const count = batch * classes
      const drawn = (at: number) => Float32Array.from(arrayFrom(seed + at, [count]).values)
      const [logits, weights, labels] = [drawn(0), drawn(1).map(Math.abs), new Float32Array(batch)]
      const outputs = [0, 1, 2, 3].flatMap((kind) => [
        ...heap([logits, weights], [2, count], 0, (simd, [o, t], [outcome, slopes]) =>
          simd.elementwiseLoss(kind, 1, o!, t!, outcome!, slopes!, count),
        ),
        ...heap([logits, weights, labels], [2, count], 0, (simd, [x, w, wanted], [outcome, dx]) =>
          simd.softCrossEntropy(x!, w!, wanted!, outcome!, dx!, batch, classes),
        ),
        ...heap([logits], [count], 0, (simd, [x], [y]) => simd.softmax(x!, y!, batch, classes, kind % 2)),
        ...heap([logits, weights], [count], 0, (simd, [y, dy], [dx]) => simd.softmaxGradient(y!, dy!, dx!, batch, classes, kind % 2)),
      ])
      expect(outputs.every((each) => each.every(Number.isFinite))).toBe(true)
    }),
    { numRuns: 100 },
  ))
