/**
 * Threefry-2x32 with 20 rounds: a bijection of 64-bit blocks, chosen by a 64-bit key, whose outputs pass the strongest statistical tests.
 *
 *     out[offset], out[offset + 1] = threefry(key, counter)
 *
 * Only 32-bit integer additions, rotations and exclusive ors: every JavaScript engine computes the same bits. It writes into `out` rather
 * than returning a pair, because the bulk generators call it once for every two words and an allocation each time would dominate.
 *
 * @see Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", section 3.3; test vectors from its Random123 distribution
 * @example
 * const out = new Uint32Array(2)
 * threefry2x32(0, 0, 0, 0, out, 0)
 * out // => Uint32Array [0x6b200159, 0x99ba4efe]
 */
export const threefry2x32 = (
  keyHigh: number,
  keyLow: number,
  counterHigh: number,
  counterLow: number,
  out: Uint32Array,
  offset: number,
): void => {
  const keyParity = 0x1bd11bda ^ keyHigh ^ keyLow
  let a = (counterHigh + keyHigh) | 0
  let b = (counterLow + keyLow) | 0

  // Four rounds, then a key injection: five times. Unrolled, since this is the inner loop of all randomness here.
  a = (a + b) | 0
  b = ((b << 13) | (b >>> 19)) ^ a
  a = (a + b) | 0
  b = ((b << 15) | (b >>> 17)) ^ a
  a = (a + b) | 0
  b = ((b << 26) | (b >>> 6)) ^ a
  a = (a + b) | 0
  b = ((b << 6) | (b >>> 26)) ^ a
  a = (a + keyLow) | 0
  b = (b + keyParity + 1) | 0

  a = (a + b) | 0
  b = ((b << 17) | (b >>> 15)) ^ a
  a = (a + b) | 0
  b = ((b << 29) | (b >>> 3)) ^ a
  a = (a + b) | 0
  b = ((b << 16) | (b >>> 16)) ^ a
  a = (a + b) | 0
  b = ((b << 24) | (b >>> 8)) ^ a
  a = (a + keyParity) | 0
  b = (b + keyHigh + 2) | 0

  a = (a + b) | 0
  b = ((b << 13) | (b >>> 19)) ^ a
  a = (a + b) | 0
  b = ((b << 15) | (b >>> 17)) ^ a
  a = (a + b) | 0
  b = ((b << 26) | (b >>> 6)) ^ a
  a = (a + b) | 0
  b = ((b << 6) | (b >>> 26)) ^ a
  a = (a + keyHigh) | 0
  b = (b + keyLow + 3) | 0

  a = (a + b) | 0
  b = ((b << 17) | (b >>> 15)) ^ a
  a = (a + b) | 0
  b = ((b << 29) | (b >>> 3)) ^ a
  a = (a + b) | 0
  b = ((b << 16) | (b >>> 16)) ^ a
  a = (a + b) | 0
  b = ((b << 24) | (b >>> 8)) ^ a
  a = (a + keyLow) | 0
  b = (b + keyParity + 4) | 0

  a = (a + b) | 0
  b = ((b << 13) | (b >>> 19)) ^ a
  a = (a + b) | 0
  b = ((b << 15) | (b >>> 17)) ^ a
  a = (a + b) | 0
  b = ((b << 26) | (b >>> 6)) ^ a
  a = (a + b) | 0
  b = ((b << 6) | (b >>> 26)) ^ a

  out[offset] = a + keyParity
  out[offset + 1] = b + keyHigh + 5
}
