/** onnxruntime-web, in a process of its own for each number of threads: it takes that number once, when it starts. */

/** A started onnxruntime. */
export interface OnnxRuntime {
  /** Load a model; the others stay. Answers with what it computes from the input, and the function that computes it again, in milliseconds. */
  readonly open: (
    model: Uint8Array,
    input: { readonly shape: readonly number[]; readonly values: Float32Array },
  ) => Promise<{ readonly output: Float32Array; readonly run: () => Promise<number> }>
  readonly close: () => void
}
