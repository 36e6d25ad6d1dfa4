import { describe, expect, it } from 'vitest'
import * as _ from '../../lib/random/threefry.js'

// Known answers published with Random123 (Salmon et al. 2011), file kat_vectors, "threefry2x32 20".
const vectors = [
  { counter: [0, 0], key: [0, 0], expected: [0x6b200159, 0x99ba4efe] },
  { counter: [0xffffffff, 0xffffffff], key: [0xffffffff, 0xffffffff], expected: [0x1cb996fc, 0xbb002be7] },
  { counter: [0x243f6a88, 0x85a308d3], key: [0x13198a2e, 0x03707344], expected: [0xc4923a9c, 0x483df7a0] },
] as const

describe('threefry2x32', () => {
  it.each(vectors)('matches the published vector for key $key', ({ counter, key, expected }) => {
    const out = new Uint32Array(4)
    _.threefry2x32(key[0], key[1], counter[0], counter[1], out, 1)
    expect([...out]).toEqual([0, ...expected, 0])
  })
})
