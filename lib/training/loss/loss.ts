/**
 * The losses: tagged data, so that they can be posted to workers and told to a fit that resumes. Adding one means its own file, one line in the union
 * and one in the table.
 */
import type { AnyDataset } from '../../data/dataset.js'
import { anObject, type Kind, kind } from '../../shape/kind.js'
import { keysProblem } from '../../shape/options.js'
import { type BinaryCrossEntropy, binaryCrossEntropy, binaryCrossEntropyDefinition } from './binaryCrossEntropy.js'
import { type CrossEntropy, crossEntropy, crossEntropyDefinition } from './crossEntropy.js'
import { kindOf, type KindOf, type LossDefinition, type TargetKind } from './definition.js'
import { type Huber, huberDefinition } from './huber.js'
import { type MeanAbsoluteError, meanAbsoluteErrorDefinition } from './meanAbsoluteError.js'
import { type MeanSquaredError, meanSquaredError, meanSquaredErrorDefinition } from './meanSquaredError.js'

/** What a fit makes smaller: what `crossEntropy`, `binaryCrossEntropy`, `meanSquaredError`, `meanAbsoluteError` or `huber` makes. */
export type Loss = CrossEntropy | BinaryCrossEntropy | MeanSquaredError | MeanAbsoluteError | Huber

/** The name of one. */
export type LossName = Loss['_tag']

const definitions: { readonly [Name in LossName]: LossDefinition<Extract<Loss, { readonly _tag: Name }>> } = {
  crossEntropy: crossEntropyDefinition,
  binaryCrossEntropy: binaryCrossEntropyDefinition,
  meanSquaredError: meanSquaredErrorDefinition,
  meanAbsoluteError: meanAbsoluteErrorDefinition,
  huber: huberDefinition,
}

/** What the library knows of the losses of that name. */
export const lossDefinition = (name: LossName): LossDefinition<Loss> =>
  // a name finds the definition that takes what has this name
  definitions[name] as unknown as LossDefinition<Loss>

/** What goes with answers of a kind unless a fit is told otherwise. */
const usual: Readonly<Record<TargetKind, Loss>> = {
  classes: crossEntropy(),
  probabilities: crossEntropy(),
  severalLabels: binaryCrossEntropy(),
  vectors: meanSquaredError(),
}

/** The loss of a fit that names none. */
export const usualLoss = (samples: AnyDataset): Loss => usual[kindOf(samples)]

/** The names of what goes with answers of a kind. */
export const lossesFor = (target: TargetKind): readonly string[] =>
  Object.entries(definitions).flatMap(([name, { goesWith }]) => (goesWith.includes(target) ? [name] : []))

/** A loss as a fit's record has it, by the options' names; nothing of the usual one. */
export const recordedLoss = (loss: Loss, samples: AnyDataset): Readonly<Record<string, number | string>> => {
  const numbers = Object.entries(lossDefinition(loss._tag).recorded(loss)).map(([name, value]) => [`loss.${name}`, value] as const)
  return loss._tag === usualLoss(samples)._tag && numbers.length === 0 ? {} : { loss: loss._tag, ...Object.fromEntries(numbers) }
}

const isName = (name: unknown): name is LossName => typeof name === 'string' && Object.hasOwn(definitions, name)

/** What a caller gives as one. */
export const aLoss: Kind<Loss> = kind(`what ${Object.keys(definitions).join(', ')} makes`, (value) => {
  if (!anObject<Loss>().is(value) || !isName(value._tag)) return false
  const { _tag, ...rest } = value
  return keysProblem(lossDefinition(_tag).fields, rest, 'option') === undefined
})

/** By the kind of answers, what is compared with them. */
interface GoingWith {
  readonly classes: CrossEntropy
  readonly probabilities: CrossEntropy
  readonly severalLabels: BinaryCrossEntropy
  readonly vectors: MeanSquaredError | MeanAbsoluteError | Huber
}

/** The same as the compiler says it. */
interface Said {
  readonly classes: 'classes are learned by crossEntropy'
  readonly probabilities: 'probabilities are learned by crossEntropy'
  readonly severalLabels: 'several labels are learned by binaryCrossEntropy'
  readonly vectors: 'vectors are learned by meanSquaredError, meanAbsoluteError or huber'
}

/** A loss that goes with a data set's answers, or the sentence about another one; what is known only as `Loss` is left to run time. */
export type LossFor<Data, Given extends Loss> = [Extract<Given, GoingWith[KindOf<Data>]>] extends [never]
  ? `${Said[KindOf<Data>]}, not by ${Given['_tag']}`
  : Given
