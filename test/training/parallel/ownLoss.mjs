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

/** The Dice loss of classes over the cells that have one. */
export const dice = defineLoss({
  tag: 'test/dice',
  learns: 'probabilities',
  compute: (formula, output, targets) => {
    const { shape } = output
    const classes = shape.at(-1)
    const cells = shape.slice(0, -1).reduce((product, size) => product * size)
    // of each cell the sum of its targets, in each channel: 1 where it has a class, else 0
    const hasClass = formula.linear(formula.reshape(targets, [cells, classes]), formula.constant(1, { shape: [classes, classes] }))
    const chances = formula.multiply(formula.softmax(output), formula.reshape(hasClass, shape))
    const shared = formula.globalAveragePool(formula.multiply(chances, targets))
    const covered = formula.globalAveragePool(formula.add(chances, targets))
    const one = formula.constant(1, shared)
    return formula.combine(1, one, -1, formula.divide(formula.combine(2, shared, 0.1, one), formula.combine(1, covered, 0.1, one)))
  },
  leavesOutUnlabeled: true,
  module: import.meta.url,
})
