/** What is measured of a network's outputs, whatever the kind of answers. */

/** A fold over batches, whose sums are plain numbers. */
export interface Measure<Result> {
  /** how many sums */
  readonly sums: number
  /** Add a batch's outputs, of the samples at these indices, to the sums. */
  readonly add: (sums: Float64Array, outputs: Float32Array, indices: Uint32Array) => void
  readonly result: (sums: Float64Array) => Result
}
