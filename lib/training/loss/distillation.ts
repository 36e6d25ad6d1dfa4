/** Distillation: learning from the samples' answers and from those of another network, as a pruned network does from the whole one. */
import type { AnyDataset } from '../../data/dataset.js'
import { answersOf } from './answers.js'
import { admitted } from '../../network/admitted.js'
import { fingerprint } from '../../network/fingerprint.js'
import type { AnyNetwork, Arch, Network } from '../../network/network.js'
import type { Cfg } from '../../shape/atMost.js'
import type { FieldProblem } from '../../shape/fieldProblem.js'
import { isPositive32 } from '../../shape/float32.js'
import { known } from '../../shape/invariant.js'
import { aNumber, anObject, optional } from '../../shape/kind.js'
import type { Optional } from '../../shape/optional.js'
import { checkedOptions } from '../../shape/options.js'
import { channelsOf, sameShape, type Shape, showShape } from '../../shape/shape.js'
import type { Compute } from '../../layer/formula.js'
import { answerShapes, type LossDefinition } from './definition.js'
import { judgedByFormula } from './judgedByFormula.js'

/** A network that takes what the learner takes and answers in the same classes, of whatever widths and layers. */
export type Teacher<In extends Shape, Out extends Shape> = Network<In, Out, Cfg, Arch>

/** What `distillation` is told. */
export interface DistillationOptions<out In extends Shape, out Out extends Shape> {
  /** runs as at rest and does not move; `folded(network)` is the same one, sooner done */
  readonly teacher: Teacher<In, Out>
  /** both networks' logits are divided by it where they are compared; above 0, default 4 */
  readonly temperature: number
  /** of the teacher's answers; the samples' own have the rest; 0 to 1, default 0.9 */
  readonly weight: number
}

/** What `distillation` makes: a plain description, with the teacher in it. */
export interface Distillation<out In extends Shape = Shape, out Out extends Shape = Shape> extends DistillationOptions<In, Out> {
  readonly _tag: 'distillation'
}

/**
 * What a teacher's answers say beside the samples' own: with the temperature T and the weight w, the mean over samples of
 *
 *     w T² KL(softmax(teacher / T) || softmax(logits / T)) - (1 - w) log softmax(logits)[class]
 *
 * Of samples whose answers are probabilities the second term is their cross-entropy; of maps it is the mean over the cells that have a class, of both terms. The teacher sees what the learner
 * sees, augmented images too.
 *
 * @see Hinton, Vinyals and Dean 2015, "Distilling the knowledge in a neural network", section 2
 * @example
 * const digits = syntheticDigits({ count: 64, key: key(1) })
 * const whole = mlp({ input: [28, 28, 1], cfg: [32], classes: 10 }, key(0))
 * const pruned = F.pipe(whole, narrow(l1Norm, [8]))
 * const backend = orThrow(await startWasm()())
 * const options = { epochs: 1, batchSize: 16, learningRate: 0.1, loss: distillation({ teacher: whole }), key: key(2) }
 * orThrow(await train(backend, pruned, digits, options)()).cfg // => [8]
 */
export const distillation = <In extends Shape, Out extends Shape>(
  options: Pick<DistillationOptions<In, Out>, 'teacher'> & Optional<Omit<DistillationOptions<In, Out>, 'teacher'>>,
): Distillation<In, Out> => {
  const kinds = { teacher: anObject<Teacher<In, Out>>(), temperature: optional(aNumber), weight: optional(aNumber) }
  const { teacher, temperature = 4, weight = 0.9 } = checkedOptions('distillation', kinds, options)
  return { _tag: 'distillation', teacher: admitted('distillation', teacher), temperature, weight }
}

/** The loss as a formula: the mean over samples and classes of what it gives. */
const compute =
  ({ temperature, weight }: Distillation): Compute =>
  (formula, logits, { targets, taught }) => {
    const [given, teacher] = [known(targets), known(taught)]
    const classes = channelsOf(logits.shape)
    const cooled = (term: typeof logits): typeof logits => formula.combine(0.5 / temperature, term, 0.5 / temperature, term)
    const further = formula.combine(1, formula.logSoftmax(cooled(teacher)), -1, formula.logSoftmax(cooled(logits)))
    const divergence = formula.multiply(formula.softmax(cooled(teacher)), further)
    const likelihood = formula.multiply(given, formula.logSoftmax(logits))
    return formula.combine(weight * temperature ** 2 * classes, divergence, (weight - 1) * classes, likelihood)
  }

const teacherProblem = ({ teacher }: Distillation, network: Pick<AnyNetwork, 'input' | 'output'>): FieldProblem | undefined => {
  const side = (['input', 'output'] as const).find((each) => !sameShape(teacher[each], network[each]))
  return side && { field: `teacher.${side}`, expected: `${showShape(network[side])}, as the network's`, found: showShape(teacher[side]) }
}

/** Its row in the table of `loss.ts`. */
export const distillationDefinition: LossDefinition<Distillation> = {
  fields: { teacher: anObject(), temperature: aNumber, weight: aNumber },
  goesWith: ['classes', 'probabilities'],
  problem: (loss, network) => {
    const { temperature, weight } = loss
    if (!(isPositive32(temperature) && isPositive32(temperature ** 2)))
      return { field: 'temperature', expected: 'a finite number above 0', found: temperature }
    if (!(weight >= 0 && weight <= 1)) return { field: 'weight', expected: 'a number from 0 to 1', found: weight }
    return teacherProblem(loss, network)
  },
  wanted: (_loss, samples: AnyDataset, indices, augment) => answersOf(samples, indices, augment),
  shapes: (_loss, samples, output, mayLackClasses) => answerShapes(samples, output, 'classes', mayLackClasses),
  judged: (backend, output, answers, loss) => {
    const given = { targets: known(answers.targets), taught: known(answers.taught) }
    return judgedByFormula(backend, output, 'classes', answers, given, compute(loss))
  },
  teacher: {
    of: ({ teacher }) => teacher,
    withNodes: (loss, nodes) => ({ ...loss, teacher: { ...loss.teacher, nodes } }),
  },
  recorded: ({ teacher, temperature, weight }) => ({ teacher: fingerprint(teacher), temperature, weight }),
}
