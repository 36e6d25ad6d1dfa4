/** A loss that the library does not have, defined by the program that needs it. */
import type { DefinedTag } from '../../layer/defined.js'
import type { Compute } from '../../layer/formula.js'
import type { FieldKinds, FieldsOf, GivenFields } from '../../layer/layerDefinition.js'
import { aTag, checkedFields, fieldKindsProblem, type FieldValues, kindsOf, miscounted } from '../../layer/ownFields.js'
import { invariant, known } from '../../shape/invariant.js'
import { aFunction, anObject, aString, type Kinds, oneOf, optional, trueOrFalse } from '../../shape/kind.js'
import { checkedOptions } from '../../shape/options.js'
import { elementCount, showShape } from '../../shape/shape.js'
import { answersOf } from './answers.js'
import { answerShapes, type LossDefinition, type TargetKind, type Wanted } from './definition.js'
import { judgedByFormula } from './judgedByFormula.js'
import { carryingLoss, type OwnLoss, type OwnLossDefinition } from './ownLoss.js'

/** What `defineLoss` gives: a function from a description's fields, if there are any, to the description. */
export interface OwnLossMaker<Tag extends DefinedTag, Learns extends TargetKind, Fields extends FieldKinds> {
  (...fields: GivenFields<Fields, FieldsOf<Fields>>): OwnLoss<Learns, Tag> & FieldsOf<Fields>
  readonly tag: Tag
}

/**
 * A loss of your own, as good as the library's: on every device, by several workers, in a fit that stops and goes on.
 *
 * It is the mean of what a formula makes of the output and the samples' answers. Each of the formula's operations has its derivative, so the loss's
 * gradient follows. Where cells have no class, it is the mean over those that have one, and the formula makes so many numbers of each cell; or the formula leaves them out itself (`leavesOutUnlabeled`). Beside it an epoch tells what goes with the kind of answers: `accuracy`, or of vectors `meanSquaredError`.
 *
 * A definition that is wrong (a formula that adds up two shapes, or makes other numbers than as many of each sample) throws a `TypeError` where that
 * shows, with the loss's tag.
 *
 * @see Koenker and Bassett 1978, "Regression quantiles", for the example
 * @example
 * const quantile = defineLoss({
 *   tag: 'mine/quantile',
 *   learns: 'vectors',
 *   fields: { share: 'number' },
 *   compute: (formula, output, targets, { share }) => {
 *     const above = formula.activation(formula.combine(1, targets, -1, output), { _tag: 'relu' })
 *     const below = formula.activation(formula.combine(1, output, -1, targets), { _tag: 'relu' })
 *     return formula.combine(share, above, 1 - share, below)
 *   },
 * })
 * quantile({ share: 0.9 }) // => { _tag: 'mine/quantile', learns: 'vectors', share: 0.9 }
 */
export const defineLoss = <
  const Tag extends DefinedTag,
  const Learns extends TargetKind,
  const Fields extends FieldKinds = Readonly<Record<never, never>>,
>(
  definition: OwnLossDefinition<Tag, Learns, Fields>,
): OwnLossMaker<Tag, Learns, Fields> => {
  // what is known of the tag, the kind of answers and the fields is for the compiler alone
  const checked = checkedOptions('defineLoss', definitionKinds, definition as unknown as Plain)
  const { tag, learns, fields = {} } = checked
  const problem =
    fieldKindsProblem(fields) ??
    ['_tag', 'learns'].flatMap((name) => (name in fields ? [`its field ${name} is the description's own`] : []))[0]
  if (problem !== undefined) invariant(`defineLoss: ${tag}: ${problem}`)
  const own = ownDefinition(checked)
  const made = (given: object = {}): OwnLoss => {
    const values = checkedFields(tag, kindsOf(fields), given) as FieldValues
    const wrong = miscounted(fields, values) ?? checked.problem?.(values as never)
    return wrong === undefined ? carryingLoss(own, { ...values, _tag: tag, learns }) : invariant(`${tag}: ${wrong}`)
  }
  // what the compiler knows of the fields, run time has looked at
  return carryingLoss(own, Object.assign(made, { tag })) as unknown as OwnLossMaker<Tag, Learns, Fields>
}

/** A definition as run time sees it. */
type Plain = OwnLossDefinition<DefinedTag, TargetKind, FieldKinds>

const definitionKinds: Kinds<Plain> = {
  tag: aTag('loss'),
  learns: oneOf('classes', 'probabilities', 'severalLabels', 'vectors'),
  fields: optional(anObject()),
  problem: optional(aFunction()),
  compute: aFunction(),
  leavesOutUnlabeled: optional(trueOrFalse),
  module: optional(aString),
}

/** Answers of which each sample counts alike, however many of its cells have a class. */
const bySamples = ({ counts: _, ...answers }: Wanted): Wanted => ({ ...answers, weight: answers.labels?.length ?? answers.weight })

/** The definition, whole. */
const ownDefinition = ({ tag, learns, fields = {}, compute, leavesOutUnlabeled = false, module }: Plain): LossDefinition<OwnLoss> => {
  const valuesOf = ({ _tag, learns: _, ...values }: OwnLoss): FieldValues => values as FieldValues
  /** The formula, its output looked at: of cells that count for more and less, numbers of each. */
  const computed =
    (loss: OwnLoss, cells: number | undefined): Compute =>
    (formula, output, { targets }) => {
      const { shape } = output
      const numbers = compute(formula, output, known(targets), valuesOf(loss) as never)
      const wrong = (wanted: string): never =>
        invariant(`${tag}: its formula makes ${showShape(numbers.shape)} of ${showShape(shape)}, ${wanted}`)
      if (numbers.shape[0] !== shape[0] || numbers.shape.length === 1) return wrong('not so many numbers of each sample')
      return cells === undefined || elementCount(numbers.shape.slice(0, -1)) === cells
        ? numbers
        : wrong(
            'not so many numbers of each cell, of which some have no class; one that leaves those out itself, by their targets of 0, says leavesOutUnlabeled: true',
          )
    }
  return {
    own: { module },
    fields: { learns: oneOf(learns), ...kindsOf(fields) },
    goesWith: [learns],
    problem: () => undefined,
    wanted: (_loss, samples, indices, augment) =>
      leavesOutUnlabeled ? bySamples(answersOf(samples, indices, augment)) : answersOf(samples, indices, augment),
    shapes: (_loss, samples, output, mayLackClasses) => answerShapes(samples, output, learns, mayLackClasses && !leavesOutUnlabeled),
    judged: (backend, output, answers, loss) =>
      judgedByFormula(backend, output, learns, answers, { targets: known(answers.targets) }, computed(loss, answers.counts?.shape[0])),
    recorded: valuesOf,
  }
}
