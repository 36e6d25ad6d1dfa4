/** How well logits say of each label by itself whether a sample has it. */
import type { SeveralLabels } from '../../data/target.js'
import type { Measure } from './measure.js'

/** How well a network does on a data set of several labels; a label is answered with yes where its logit is above 0. */
export interface LabelEvaluation {
  /** mean binary cross-entropy over samples and labels, in nats */
  readonly loss: number
  /** right answers / (samples * labels), 0 to 1 */
  readonly accuracy: number
  /** samples of which every label is answered rightly / samples */
  readonly exactMatch: number
  /** of each label, the share of the samples whose answer is right */
  readonly perLabel: readonly number[]
  readonly samples: number
}

/** Loss, samples that are all right, and right answers of each label. */
export const labelMeasure = (rows: Uint32Array, { shape: [labels = 0], values }: SeveralLabels): Measure<LabelEvaluation> => ({
  sums: 2 + labels,
  add: (sums, logits, indices) => {
    for (const [at, index] of indices.entries()) {
      let wrong = 0
      for (let label = 0; label < labels; label += 1) {
        const logit = logits[at * labels + label] ?? 0
        const wanted = values[(rows[index] ?? 0) * labels + label] ?? 0
        sums[0] = (sums[0] ?? 0) + Math.max(logit, 0) - logit * wanted + Math.log1p(Math.exp(-Math.abs(logit)))
        if (logit > 0 === (wanted === 1)) sums[2 + label] = (sums[2 + label] ?? 0) + 1
        else wrong += 1
      }
      if (wrong === 0) sums[1] = (sums[1] ?? 0) + 1
    }
  },
  result: (sums) => {
    const [loss = 0, exact = 0, ...right] = sums
    const samples = rows.length
    return {
      loss: loss / (samples * labels),
      accuracy: right.reduce((sum, count) => sum + count, 0) / (samples * labels),
      exactMatch: exact / samples,
      perLabel: right.map((count) => count / samples),
      samples,
    }
  },
})
