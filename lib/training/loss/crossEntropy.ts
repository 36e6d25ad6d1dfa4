/** Softmax cross-entropy: what networks that tell classes apart are trained by unless they are told otherwise. */
import { type Augment, labelsAt } from '../../data/batch.js'
import type { AnyDataset } from '../../data/dataset.js'
import { isPositive32 } from '../../shape/float32.js'
import { known } from '../../shape/invariant.js'
import { aNumber, listOf, optional } from '../../shape/kind.js'
import { checkedOptions } from '../../shape/options.js'
import { channelsOf } from '../../shape/shape.js'
import { answersOf } from './answers.js'
import { asRows, cellsIn } from './cells.js'
import { type LossDefinition, shapeOf, type Wanted } from './definition.js'

/** What `crossEntropy` is told. */
export interface CrossEntropyOptions {
  /** this share of each answer is spread over all classes alike; 0 (the default) up to but without 1 */
  readonly labelSmoothing: number
  /** what each class counts for, above 0; default 1 for all */
  readonly classWeights?: readonly number[] | undefined
}

/** What `crossEntropy` makes: a plain description. */
export interface CrossEntropy extends CrossEntropyOptions {
  readonly _tag: 'crossEntropy'
}

/**
 * Softmax cross-entropy, for classes and for probabilities. With q the answer (1 at the class, or the probabilities), e the smoothing, C classes of
 * weights w:
 *
 *     loss = -sum over samples and classes of w ((1 - e) q + e / C) log softmax(logits) / divisor
 *
 * The divisor is the sum of the samples' classes' weights; of probabilities, how many samples there are, or cells of their maps. (All as PyTorch has it.) Several workers
 * give the mean over the whole batch.
 *
 * @see Szegedy et al. 2016, "Rethinking the Inception architecture", section 7; PyTorch's `torch.nn.CrossEntropyLoss`
 * @example
 * crossEntropy({ labelSmoothing: 0.1 }) // => { _tag: 'crossEntropy', labelSmoothing: 0.1 }
 * @since 0.1.0
 */
export const crossEntropy = (options: Partial<CrossEntropyOptions> = {}): CrossEntropy => {
  const kinds = { labelSmoothing: optional(aNumber), classWeights: optional(listOf('numbers', aNumber)) }
  const { labelSmoothing = 0, classWeights } = checkedOptions('crossEntropy', kinds, options)
  return { _tag: 'crossEntropy', labelSmoothing, ...(classWeights && { classWeights: [...classWeights] }) }
}

const isPlain = ({ labelSmoothing, classWeights }: CrossEntropy): boolean => labelSmoothing === 0 && classWeights === undefined

/** The weight of each class in each sample's loss, the divisor included, in float64 until it is stored. */
const weighted = (
  { labelSmoothing, classWeights }: CrossEntropy,
  answers: ArrayLike<number>,
  classes: number,
  divisor: number,
): Float32Array => {
  const weights = new Float32Array(answers.length)
  // a loop: of maps these are millions
  for (let at = 0; at < weights.length; at += 1)
    weights[at] = ((classWeights?.[at % classes] ?? 1) * ((1 - labelSmoothing) * (answers[at] ?? 0) + labelSmoothing / classes)) / divisor
  return weights
}

const wanted = (loss: CrossEntropy, samples: AnyDataset, indices: Uint32Array, augment: Augment | undefined): Wanted => {
  if (!('target' in samples) && isPlain(loss)) return { labels: labelsAt(samples, indices), weight: indices.length }
  const { targets, labels } = answersOf(samples, indices, augment)
  const weight = 'target' in samples ? indices.length : known(labels).reduce((sum, label) => sum + (loss.classWeights?.[label] ?? 1), 0)
  const values = weighted(loss, targets.values, channelsOf(targets.shape), weight * cellsIn(targets.shape.slice(1)))
  return { labels: known(labels), targets: { shape: targets.shape, values }, weight }
}

/** Its row in the table of `loss.ts`. */
export const crossEntropyDefinition: LossDefinition<CrossEntropy> = {
  fields: { labelSmoothing: aNumber, classWeights: optional(listOf('numbers', aNumber)) },
  goesWith: ['classes', 'probabilities'],
  problem: ({ labelSmoothing, classWeights }, { output }) => {
    if (!(labelSmoothing >= 0 && Math.fround(labelSmoothing) < 1))
      return { field: 'labelSmoothing', expected: 'a number from 0 up to but without 1', found: labelSmoothing }
    const classes = channelsOf(output)
    if (classWeights !== undefined && classWeights.length !== classes)
      return { field: 'classWeights', expected: `one for each of ${classes} classes`, found: classWeights.length }
    const bad = classWeights?.findIndex((weight) => !isPositive32(weight)) ?? -1
    return bad < 0 ? undefined : { field: `classWeights[${bad}]`, expected: 'a finite number above 0', found: classWeights?.[bad] }
  },
  wanted,
  shapes: (loss, samples, output) => ({
    labels: new Uint16Array(samples * cellsIn(output)),
    // cells have probabilities, which are compared as what is smoothed or weighted is
    ...((!isPlain(loss) || output.length > 1) && { targets: shapeOf(samples, output) }),
    weight: samples,
  }),
  judged: (backend, output, { labels, targets }) => {
    if (targets !== undefined) {
      const { shape } = output
      const weights = asRows(backend, backend.share(targets))
      const { outcome, gradient } = backend.softCrossEntropy(asRows(backend, output), weights, known(labels))
      backend.release(weights)
      return { outcome, gradient: shape.length === 2 ? gradient : backend.reshape.apply(gradient, shape) }
    }
    const { outcome, logitsGradient: gradient } = backend.softmaxCrossEntropy(output, known(labels))
    return { outcome, gradient }
  },
  recorded: ({ labelSmoothing, classWeights }) => ({
    ...(labelSmoothing > 0 && { labelSmoothing }),
    ...(classWeights && { classWeights: classWeights.join(' ') }),
  }),
}
