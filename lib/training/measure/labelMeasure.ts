/** How well logits say of each label by itself whether a sample, or a cell of its map, has it. */
import type { SeveralLabels } from '../../data/target.js'
import { channelsOf, elementCount } from '../../shape/shape.js'
import type { Measure } from './measure.js'
import { overlaps } from './overlaps.js'

/**
 * How well a network does on a data set of several labels; a label is answered with yes where its logit is above 0. Each cell of a map is an answer of its own.
 */
export interface LabelEvaluation {
  /** mean binary cross-entropy over all answers, in nats */
  readonly loss: number
  /** right answers / all answers, 0 to 1 */
  readonly accuracy: number
  /** samples of which every answer is right / samples */
  readonly exactMatch: number
  /** of each label, the share of its answers that are right */
  readonly perLabel: readonly number[]
  /**
   * For each label: the answers that are yes and should be / those that are yes or should be: the Jaccard index, by which masks are compared. Over all samples together; 1 where
   * nothing is and nothing should be.
   */
  readonly intersectionOverUnion: readonly number[]
  readonly samples: number
}

/** Loss and samples that are all right; of each label right answers, intersections and unions. */
export const labelMeasure = (rows: Uint32Array, { shape, values }: SeveralLabels): Measure<LabelEvaluation> => {
  const size = elementCount(shape)
  const labels = channelsOf(shape)
  const [right, both, either] = [2, 2 + labels, 2 + 2 * labels]
  return {
    sums: 2 + 3 * labels,
    add: (sums, logits, indices) => {
      const count = (place: number, added: number): void => {
        sums[place] = (sums[place] ?? 0) + added
      }
      for (const [at, index] of indices.entries()) {
        let wrong = 0
        for (let answer = 0; answer < size; answer += 1) {
          const label = answer % labels
          const logit = logits[at * size + answer] ?? 0
          const wanted = values[(rows[index] ?? 0) * size + answer] ?? 0
          const [isYes, shouldBe] = [logit > 0, wanted === 1]
          count(0, Math.max(logit, 0) - logit * wanted + Math.log1p(Math.exp(-Math.abs(logit))))
          if (isYes === shouldBe) count(right + label, 1)
          else wrong += 1
          if (isYes && shouldBe) count(both + label, 1)
          if (isYes || shouldBe) count(either + label, 1)
        }
        if (wrong === 0) count(1, 1)
      }
    },
    result: (sums) => {
      const [loss = 0, exact = 0] = sums
      const ofLabels = (from: number): Float64Array => sums.subarray(from, from + labels)
      const samples = rows.length
      return {
        loss: loss / (samples * size),
        accuracy: ofLabels(right).reduce((sum, count) => sum + count, 0) / (samples * size),
        exactMatch: exact / samples,
        perLabel: Array.from(ofLabels(right), (count) => count / (samples * (size / labels))),
        intersectionOverUnion: overlaps(ofLabels(both), ofLabels(either)),
        samples,
      }
    },
  }
}
