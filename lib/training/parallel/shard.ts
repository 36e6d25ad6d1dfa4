/**
 * Contiguous shares of a batch, in the workers' order, as even as possible: the first ones are one longer where the number does not divide.
 * A batch smaller than the number of workers has fewer shards, none of them empty.
 *
 * @example
 * shardsOf(Uint32Array.of(7, 3, 5, 1, 9), 2).map((shard) => [...shard]) // => [[7, 3, 5], [1, 9]]
 * shardsOf(Uint32Array.of(7), 2).length // => 1
 */
export const shardsOf = (indices: Uint32Array, workers: number): readonly Uint32Array[] => {
  const shards = Math.min(workers, indices.length)
  const start = (shard: number): number => shard * Math.floor(indices.length / shards) + Math.min(shard, indices.length % shards)
  return Array.from({ length: shards }, (_, shard) => indices.subarray(start(shard), start(shard + 1)))
}
