import { known } from '../shape/invariant.js'
import { elementCount, type Shape } from '../shape/shape.js'
import type { Tensor } from '../shape/tensor.js'

/** The network answers a sample with an infinity or no number: its weights are damaged, or so large that float32 overflows. */
export interface AnswerNotFinite {
  readonly _tag: 'AnswerNotFinite'
  readonly sample: number
  /** its place in the network's answer: of a class, its number */
  readonly output: number
  readonly found: number
}

/** The first number in the answer to samples from `first` on that cannot be compared with others; undefined if all can. */
export const answerProblem = ({ values, shape: [, ...answer] }: Tensor<Shape>, first: number): AnswerNotFinite | undefined => {
  const size = elementCount(answer)
  const at = values.findIndex((logit) => !Number.isFinite(logit))
  return at === -1
    ? undefined
    : { _tag: 'AnswerNotFinite', sample: first + Math.floor(at / size), output: at % size, found: known(values[at]) }
}

/**
 * One sentence for a person.
 *
 * @example
 * answerNotFiniteMessage({ _tag: 'AnswerNotFinite', sample: 3, output: 1, found: Number.NaN })
 * // => 'the network answers sample 3 with NaN for output 1: its weights are damaged or too large'
 */
export const answerNotFiniteMessage = (error: AnswerNotFinite): string =>
  `the network answers sample ${error.sample} with ${error.found} for output ${error.output}: its weights are damaged or too large`
