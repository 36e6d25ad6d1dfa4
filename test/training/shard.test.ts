import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as _ from '../../lib/training/shard.js'

const batch = fc.integer({ min: 1, max: 200 }).map((length) => Uint32Array.from({ length }, (_unused, index) => index * 3))

test('shards are the batch, in order, as even as possible, none empty', () => {
  fc.assert(
    fc.property(batch, fc.integer({ min: 1, max: 40 }), (indices, workers) => {
      const shards = _.shardsOf(indices, workers)
      expect(shards.flatMap((shard) => [...shard])).toEqual([...indices])
      expect(shards.length).toBe(Math.min(workers, indices.length))
      const sizes = shards.map(({ length }) => length)
      expect(Math.min(...sizes)).toBeGreaterThan(0)
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1)
    }),
  )
})
