import { classMeasure } from '../../lib/training/measure/classMeasure.js'

/** Right answers and summed cross-entropy of a batch's logits. */
export const scores = (logits: Float32Array, labels: Uint16Array): { readonly correct: number; readonly loss: number } => {
  const { sums, add } = classMeasure({ labels, classes: logits.length / labels.length }, {})
  const total = new Float64Array(sums)
  add(
    total,
    logits,
    Uint32Array.from(labels, (_, at) => at),
  )
  return { correct: total[1] ?? 0, loss: total[0] ?? 0 }
}
