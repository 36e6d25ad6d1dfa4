/** Logits as an answer for people: the likeliest classes and how likely they are. */
import { known } from '../shape/invariant.js'
import { floats } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'

/** One class of an answer. */
export interface ClassProbability {
  /** its number, counted from 0 */
  readonly index: number
  readonly name: string
  /** 0 to 1 */
  readonly probability: number
}

/** What a model says of one sample: the likeliest class (of equal ones the lowest), and how likely every class is. */
export interface Prediction extends ClassProbability {
  /** the likeliest classes, likeliest first */
  readonly top: readonly ClassProbability[]
  /** of every class, in the order of their numbers; their sum is 1 */
  readonly probabilities: readonly number[]
}

/**
 * Probabilities of logits, in float64; the largest logit is subtracted first, so none overflows.
 *
 *     softmax(x)[c] = exp(x[c]) / sum exp(x)
 *
 * @example
 * softmax(Float32Array.of(2, 2)) // => [0.5, 0.5]
 */
export const softmax = (logits: Float32Array): readonly number[] => {
  const largest = checkedArgument('softmax', 'the logits', floats, logits).reduce(
    (most, logit) => Math.max(most, logit),
    Number.NEGATIVE_INFINITY,
  )
  const powers = Array.from(logits, (logit) => Math.exp(logit - largest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

/** What finite logits [classes] say. */
export const predictionOf = (logits: Float32Array, classNames: readonly string[], topCount: number): Prediction => {
  const probabilities = softmax(logits)
  const classes = probabilities.map((probability, index) => ({ index, name: known(classNames[index]), probability }))
  // sorting is stable: of equal probabilities the lowest class comes first
  const ranked = classes.toSorted((one, other) => other.probability - one.probability)
  return { ...known(ranked[0]), top: ranked.slice(0, topCount), probabilities }
}
