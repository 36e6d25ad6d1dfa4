/** What the criteria that look at data have in common: scores that were measured, of one network. */
import { either as E } from 'fp-ts'
import type { Criterion } from './criterion.js'

/** A criterion that looked at data met a layer that it has not seen, or with another width. */
export interface NotMeasured {
  readonly _tag: 'NotMeasured'
  readonly path: string
  readonly width: number
}

/** A criterion that was measured on one network: scores by the path of the layer that makes the channels. */
export const measuredCriterion = (name: string, scores: ReadonlyMap<string, readonly number[]>): Criterion<NotMeasured> => ({
  name,
  score: ({ path, width }) => {
    const measured = scores.get(path)
    return measured?.length === width ? E.right(measured) : E.left({ _tag: 'NotMeasured', path, width })
  },
})
