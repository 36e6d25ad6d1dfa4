// A loss of a program's own, in a module that workers import: by the built package, as theirs.
import { defineLoss } from '../../../dist/lib/index.js'

export const focal = defineLoss({
  tag: 'test/focal',
  learns: 'classes',
  fields: { factor: 'number' },
  compute: ({ combine, constant, logSoftmax, multiply, softmax }, logits, targets, { factor }) => {
    const doubt = combine(1, constant(1, logits), -1, softmax(logits))
    const surprise = multiply(targets, logSoftmax(logits))
    return combine(-factor, multiply(multiply(doubt, doubt), surprise), 0, surprise)
  },
  module: import.meta.url,
})

/** The same without its module. */
export const homeless = defineLoss({ tag: 'test/homelessLoss', learns: 'classes', compute: (_, logits) => logits })
