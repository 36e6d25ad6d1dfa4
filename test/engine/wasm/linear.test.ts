import fc from 'fast-check'
import { beforeAll, describe, test } from 'vitest'
import { linear } from '../../reference/linear.js'
import { arbitrarySeed, arrayFrom } from '../arbitraryArray.js'
import { expectClose } from '../expectClose.js'
import { guardedHeap } from './guardedHeap.js'

describe('linear kernels', () => {
  let heap: Awaited<ReturnType<typeof guardedHeap>>
  beforeAll(async () => {
    heap = await guardedHeap()
  })
  const size = fc.integer({ min: 1, max: 70 })

  test('one row times a matrix, with and without a bias', () =>
    fc.assert(
      fc.property(size, size, fc.boolean(), arbitrarySeed, (inFeatures, outFeatures, withBias, seed) => {
        const input = arrayFrom(seed, [1, inFeatures])
        const weight = arrayFrom(seed + 1, [inFeatures, outFeatures])
        const bias = arrayFrom(seed + 2, [outFeatures])
        const floats = [input, weight, bias].map(({ values }) => Float32Array.from(values))
        const [output] = heap(floats, [outFeatures], 0, (simd, [x, w, b], [y]) =>
          simd.multiplyVector(x!, inFeatures, w!, outFeatures, withBias ? b! : 0, y!, 0, 0),
        )
        expectClose(output, linear(input, weight, withBias ? bias : undefined).values, 'output', 3e-6)
        const [ended] = heap(floats, [outFeatures], 0, (simd, [x, w, b], [y]) =>
          simd.multiplyVector(x!, inFeatures, w!, outFeatures, 0, y!, b!, 1),
        )
        expectClose(
          ended,
          linear(input, weight, bias).values.map((value) => Math.max(value, 0)),
          'ended',
          3e-6,
        )
      }),
      { numRuns: 200 },
    ))
})
