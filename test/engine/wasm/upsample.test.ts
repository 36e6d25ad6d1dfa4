import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { arbitrarySeed, arrayFrom } from '../arbitraryArray.js'
import { guardedHeap } from './guardedHeap.js'

let heap: Awaited<ReturnType<typeof guardedHeap>>
beforeAll(async () => {
  heap = await guardedHeap()
})

const few = fc.integer({ min: 1, max: 4 })

/** Values are tested on every backend; here the heap says where kernels write. */
test('larger maps and their gradient: every number is written, and nothing else', () =>
  fc.assert(
    fc.property(
      fc.record({ batch: few, height: few, width: few, channels: fc.integer({ min: 1, max: 9 }), factor: few, bilinear: fc.boolean() }),
      arbitrarySeed,
      ({ batch, height, width, channels, factor, bilinear }, seed) => {
        const count = batch * height * width * channels
        const small = Float32Array.from(arrayFrom(seed, [count]).values)
        const large = Float32Array.from(arrayFrom(seed + 1, [count * factor ** 2]).values)
        const sizes = [batch, height, width, channels, factor, Number(bilinear)]
        const tableBytes = 12 * width * factor
        const workspaceBytes = tableBytes + 4 * width * channels
        const [enlarged] = heap([small], [large.length], workspaceBytes, (simd, [x], [y], table) =>
          simd.enlarge(x!, y!, ...sizes, table, table + tableBytes),
        )
        const [gradient] = heap([large], [count], workspaceBytes, (simd, [dy], [dx], table) =>
          simd.enlargeGradient(dy!, dx!, ...sizes, table, table + tableBytes),
        )
        expect(enlarged?.every(Number.isFinite)).toBe(true)
        expect(gradient?.every(Number.isFinite)).toBe(true)
      },
    ),
    { numRuns: 100 },
  ))
