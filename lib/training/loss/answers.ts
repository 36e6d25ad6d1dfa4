/** What the samples of a batch are to be answered with, as arrays of numbers. */
import { type Augment, labelsAt, targetsAt } from '../../data/batch.js'
import type { AnyDataset } from '../../data/dataset.js'
import { likeliest } from '../../data/likeliest.js'
import { channelsOf, type Shape } from '../../shape/shape.js'
import type { Tensor } from '../../shape/tensor.js'

/** [samples, ...output], and the numbers of the classes, [samples] or [samples * cells], where answers are classes or their probabilities. */
export interface Answers {
  readonly targets: Tensor<Shape>
  readonly labels?: Uint16Array
}

/** Of a class 1 there and 0 elsewhere; of probabilities, several labels and vectors themselves. The label of probabilities is the likeliest class, of equals the first. */
export const answersOf = (samples: AnyDataset, indices: Uint32Array, augment?: Augment): Answers => {
  if (!('target' in samples)) {
    const labels = labelsAt(samples, indices)
    const { classes } = samples
    const values = new Float32Array(labels.length * classes)
    for (const [sample, label] of labels.entries()) values[sample * classes + label] = 1
    return { targets: { shape: [labels.length, classes], values }, labels }
  }
  const targets = targetsAt(samples, indices, augment)
  if (samples.target._tag !== 'probabilities') return { targets }
  const classes = channelsOf(samples.target.shape)
  const labels = new Uint16Array(targets.values.length / classes)
  for (let at = 0; at < labels.length; at += 1) labels[at] = likeliest(targets.values, at * classes, classes)
  return { targets, labels }
}
