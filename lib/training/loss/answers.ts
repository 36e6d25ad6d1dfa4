/** What the samples of a batch are to be answered with, as arrays of numbers. */
import { classesAt, oneHot, targetsAt } from '../../data/answersAt.js'
import type { Augment } from '../../data/augmentation.js'
import type { AnyDataset } from '../../data/dataset.js'
import { likeliest } from '../../data/likeliest.js'
import { mayBeUnlabeled } from '../../data/target.js'
import { invariant } from '../../shape/invariant.js'
import { channelsOf, type Shape } from '../../shape/shape.js'
import type { Wanted } from './definition.js'

/** Targets, and where answers are classes or their probabilities, labels. */
export type Answers = Wanted & Required<Pick<Wanted, 'targets'>>

/**
 * Of a class 1 there and 0 elsewhere, of none 0 for all; of probabilities, several labels and vectors themselves. The label of probabilities is the likeliest class, of equals the
 * first. Each answer counts alike, those that are none not at all.
 */
export const answersOf = (samples: AnyDataset, indices: Uint32Array, augment?: Augment): Answers => {
  const labels = classesAt(samples, indices, augment)
  if (labels !== undefined) {
    const shape = answerShape(samples)
    const classes = channelsOf(shape)
    const answers = labeledIn(labels, classes)
    const targets = { shape: [indices.length, ...shape] as const, values: oneHot(labels, classes) }
    const counts = mayLackClasses(samples) ? countsOf(labels, classes, answers) : undefined
    return { targets, labels, weight: answers, answers, ...(counts && { counts }) }
  }
  if (!('target' in samples)) return invariant('a data set of classes has none')
  const targets = targetsAt(samples, indices, augment)
  const { length } = targets.values
  if (samples.target._tag !== 'probabilities') return { targets, weight: length, answers: length }
  const classes = channelsOf(samples.target.shape)
  const likeliestOf = new Uint16Array(length / classes)
  for (let at = 0; at < likeliestOf.length; at += 1) likeliestOf[at] = likeliest(targets.values, at * classes, classes)
  return { targets, labels: likeliestOf, weight: likeliestOf.length, answers: likeliestOf.length }
}

/** The shape of a sample's answer. */
export const answerShape = (samples: AnyDataset): Shape => ('target' in samples ? samples.target.shape : [samples.classes])

/** May cells of these samples have no class? */
export const mayLackClasses = (samples: AnyDataset): boolean => 'target' in samples && mayBeUnlabeled(samples.target)

/** How many of these are classes. */
export const labeledIn = (labels: Uint16Array, classes: number): number => {
  let count = 0
  for (let at = 0; at < labels.length; at += 1) if ((labels[at] as number) < classes) count += 1
  return count
}

/** What each counts for in a mean over all of them: nothing where there is no class, those that have one alike, together as many as there are. */
const countsOf = (labels: Uint16Array, classes: number, labeled: number): Float32Array => {
  const each = labels.length / Math.max(labeled, 1)
  return Float32Array.from(labels, (label) => (label < classes ? each : 0))
}
