/** Softmax cross-entropy: what networks that tell classes apart are trained by unless they are told otherwise. */
import { classesAt } from '../../data/answersAt.js'
import type { Augment } from '../../data/augmentation.js'
import type { AnyDataset } from '../../data/dataset.js'
import { isPositive32 } from '../../shape/float32.js'
import { known } from '../../shape/invariant.js'
import { aNumber, listOf, optional } from '../../shape/kind.js'
import type { Optional } from '../../shape/optional.js'
import { checkedOptions } from '../../shape/options.js'
import { channelsOf } from '../../shape/shape.js'
import { answerShape, answersOf, labeledIn } from './answers.js'
import { asRows } from './cells.js'
import { answerShapes, type LossDefinition, type Wanted } from './definition.js'

/** What `crossEntropy` is told. */
export interface CrossEntropyOptions {
  /** this share of each answer is spread over all classes alike; at least 0 (the default) and less than 1 */
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
 * The divisor is the sum of the weights of the samples' classes, or those of the cells of their maps; of probabilities, how many samples there are, or cells. (All as PyTorch has it.) A
 * cell without a class (`cellClasses`, `unlabeled`) takes no part: PyTorch's `ignore_index`; where none of a batch has one the loss is 0, and so is its gradient (in PyTorch no number). Several
 * workers give the mean over the whole batch.
 *
 * @see Szegedy et al. 2016, "Rethinking the Inception architecture", section 7; PyTorch's `torch.nn.CrossEntropyLoss`
 * @example
 * crossEntropy({ labelSmoothing: 0.1 }) // => { _tag: 'crossEntropy', labelSmoothing: 0.1 }
 */
export const crossEntropy = (options: Optional<CrossEntropyOptions> = {}): CrossEntropy => {
  const kinds = { labelSmoothing: optional(aNumber), classWeights: optional(listOf('numbers', aNumber)) }
  const { labelSmoothing = 0, classWeights } = checkedOptions('crossEntropy', kinds, options)
  return { _tag: 'crossEntropy', labelSmoothing, ...(classWeights && { classWeights: [...classWeights] }) }
}

const isPlain = ({ labelSmoothing, classWeights }: CrossEntropy): boolean => labelSmoothing === 0 && classWeights === undefined

/** The weight of a class in the loss of an answer that gives it so much, the divisor included, in float64. */
const weighing =
  ({ labelSmoothing, classWeights }: CrossEntropy, classes: number, divisor: number) =>
  (each: number, answer: number): number =>
    ((classWeights?.[each] ?? 1) * ((1 - labelSmoothing) * answer + labelSmoothing / classes)) / divisor

/** Those of answers that are probabilities. */
const weighted = (loss: CrossEntropy, chances: Float32Array, classes: number): Float32Array => {
  const weights = new Float32Array(chances.length)
  const weightOf = weighing(loss, classes, chances.length / classes)
  // a loop: of maps these are millions
  for (let at = 0; at < weights.length; at += 1) weights[at] = weightOf(at % classes, chances[at] as number)
  return weights
}

/** Those of answers that are classes; what is none has none. */
const weightedLabels = (loss: CrossEntropy, labels: Uint16Array, classes: number, divisor: number): Float32Array => {
  const weights = new Float32Array(labels.length * classes)
  const weightOf = weighing(loss, classes, divisor)
  const ofEach = (answer: number) => Float32Array.from({ length: classes }, (_, each) => weightOf(each, answer))
  const [itsOwn, others] = [ofEach(1), ofEach(0)]
  for (let at = 0; at < labels.length; at += 1) {
    const label = labels[at] as number
    if (label >= classes) continue
    if (loss.labelSmoothing > 0) weights.set(others, at * classes)
    weights[at * classes + label] = itsOwn[label] as number
  }
  return weights
}

const wanted = (loss: CrossEntropy, samples: AnyDataset, indices: Uint32Array, augment: Augment | undefined): Wanted => {
  const labels = classesAt(samples, indices, augment)
  if (labels === undefined) {
    const { targets, ...answers } = answersOf(samples, indices, augment)
    return { ...answers, targets: { ...targets, values: weighted(loss, targets.values, channelsOf(targets.shape)) } }
  }
  const shape = [indices.length, ...answerShape(samples)] as const
  const classes = channelsOf(shape)
  const answers = labeledIn(labels, classes)
  if (shape.length === 2 && isPlain(loss)) return { labels, weight: answers, answers }
  let weight = 0
  for (const label of labels) if (label < classes) weight += loss.classWeights?.[label] ?? 1
  const values = weightedLabels(loss, labels, classes, weight === 0 ? 1 : weight)
  return { labels, targets: { shape, values }, weight, answers }
}

/** Its row in the table of `loss.ts`. */
export const crossEntropyDefinition: LossDefinition<CrossEntropy> = {
  fields: { labelSmoothing: aNumber, classWeights: optional(listOf('numbers', aNumber)) },
  goesWith: ['classes', 'probabilities'],
  problem: ({ labelSmoothing, classWeights }, { output }) => {
    if (!(labelSmoothing >= 0 && Math.fround(labelSmoothing) < 1))
      return { field: 'labelSmoothing', expected: 'a number of at least 0 and less than 1', found: labelSmoothing }
    const classes = channelsOf(output)
    if (classWeights !== undefined && classWeights.length !== classes)
      return { field: 'classWeights', expected: `one for each of ${classes} classes`, found: classWeights.length }
    const bad = classWeights?.findIndex((weight) => !isPositive32(weight)) ?? -1
    return bad < 0 ? undefined : { field: `classWeights[${bad}]`, expected: 'a finite number above 0', found: classWeights?.[bad] }
  },
  wanted,
  shapes: (loss, samples, output) => {
    const answers = answerShapes(samples, output, 'classes', false)
    const { targets: _, ...labels } = answers
    // cells are compared as what is smoothed or weighted is
    return isPlain(loss) && output.length === 1 ? labels : answers
  },
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
