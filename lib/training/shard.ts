/**
 * Contiguous shares of a batch, for workers in their order or parts one after the other, as even as possible: the first ones are one longer where the number does not divide.
 * A batch smaller than the number asked for has fewer shards, none of them empty.
 *
 * @example
 * shardsOf(Uint32Array.of(7, 3, 5, 1, 9), 2).map((shard) => [...shard]) // => [[7, 3, 5], [1, 9]]
 * shardsOf(Uint32Array.of(7), 2).length // => 1
 */
export const shardsOf = (indices: Uint32Array, shards: number): readonly Uint32Array[] => {
  let start = 0
  return shardSizes(indices.length, shards).map((size) => {
    start += size
    return indices.subarray(start - size, start)
  })
}

/**
 * What part of the whole each of these weights is; where there is no whole, none.
 *
 * @example
 * sharesOf([3, 1]) // => [0.75, 0.25]
 * sharesOf([0, 0]) // => [0, 0]
 */
export const sharesOf = (weights: readonly number[]): readonly number[] => {
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => (whole === 0 ? 0 : weight / whole))
}

/**
 * How many samples each of them has.
 *
 * @example
 * shardSizes(7, 3) // => [3, 2, 2]
 */
export const shardSizes = (samples: number, shards: number): readonly number[] => {
  const count = Math.min(shards, samples)
  return Array.from({ length: count }, (_, shard) => Math.floor(samples / count) + (shard < samples % count ? 1 : 0))
}
