/**
 * The losses: tagged data, so that they can be posted to workers and told to a fit that resumes. Adding one means its own file, one line in the union
 * and one in the table.
 */
import type { AnyDataset } from '../../data/dataset.js'
import { anObject, type Kind, kind } from '../../shape/kind.js'
import { invariant } from '../../shape/invariant.js'
import { keysProblem } from '../../shape/options.js'
import type { Unless } from '../../shape/checked.js'
import type { MayEqual, Shape, ShowShape } from '../../shape/shape.js'
import { type BinaryCrossEntropy, binaryCrossEntropy, binaryCrossEntropyDefinition } from './binaryCrossEntropy.js'
import { type CrossEntropy, crossEntropy, crossEntropyDefinition } from './crossEntropy.js'
import { type Distillation, distillationDefinition } from './distillation.js'
import { kindOf, type KindOf, type LossDefinition, type TargetKind } from './definition.js'
import { type Huber, huberDefinition } from './huber.js'
import { type MeanAbsoluteError, meanAbsoluteErrorDefinition } from './meanAbsoluteError.js'
import { carriedLoss, type OwnLoss } from './ownLoss.js'
import { type MeanSquaredError, meanSquaredError, meanSquaredErrorDefinition } from './meanSquaredError.js'

type LibraryLoss = CrossEntropy | Distillation | BinaryCrossEntropy | MeanSquaredError | MeanAbsoluteError | Huber

/**
 * What a fit makes smaller: what `crossEntropy`, `distillation`, `binaryCrossEntropy`, `meanSquaredError`, `meanAbsoluteError`, `huber` or a loss of a program's own
 * (`defineLoss`) makes.
 */
export type Loss = LibraryLoss | OwnLoss

/** The name of one. */
export type LossName = Loss['_tag']

const definitions: { readonly [Name in LibraryLoss['_tag']]: LossDefinition<Extract<LibraryLoss, { readonly _tag: Name }>> } = {
  crossEntropy: crossEntropyDefinition,
  distillation: distillationDefinition,
  binaryCrossEntropy: binaryCrossEntropyDefinition,
  meanSquaredError: meanSquaredErrorDefinition,
  meanAbsoluteError: meanAbsoluteErrorDefinition,
  huber: huberDefinition,
}

/** What is known of a loss: by its name, or what it carries. */
export const lossDefinition = (loss: Loss): LossDefinition<Loss> =>
  // the definition that takes what has this name
  (isName(loss._tag)
    ? definitions[loss._tag]
    : (carriedLoss(loss) ?? invariant(`${loss._tag} was not made by what defineLoss gave`))) as unknown as LossDefinition<Loss>

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
export const recordedLoss = (loss: Loss, samples: AnyDataset): Readonly<Record<string, number | string | boolean>> => {
  const numbers = Object.entries(lossDefinition(loss).recorded(loss)).map(([name, value]) => [`loss.${name}`, value] as const)
  return loss._tag === usualLoss(samples)._tag && numbers.length === 0 ? {} : { loss: loss._tag, ...Object.fromEntries(numbers) }
}

const isName = (name: unknown): name is LibraryLoss['_tag'] => typeof name === 'string' && Object.hasOwn(definitions, name)

/** What a caller gives as one. */
export const aLoss: Kind<Loss> = kind(`what ${Object.keys(definitions).join(', ')} or a loss by defineLoss makes`, (value) => {
  if (!anObject<Loss>().is(value) || !(isName(value._tag) || carriedLoss(value) !== undefined)) return false
  const { _tag, ...rest } = value
  return keysProblem(lossDefinition(value).fields, rest, 'option') === undefined
})

/** By the kind of answers, what is compared with them. */
interface GoingWith {
  readonly classes: CrossEntropy | Distillation | OwnLoss<'classes'>
  readonly probabilities: CrossEntropy | Distillation | OwnLoss<'probabilities'>
  readonly severalLabels: BinaryCrossEntropy | OwnLoss<'severalLabels'>
  readonly vectors: MeanSquaredError | MeanAbsoluteError | Huber | OwnLoss<'vectors'>
}

/** The same as the compiler says it. */
interface Said {
  readonly classes: 'classes are learned by crossEntropy or distillation'
  readonly probabilities: 'probabilities are learned by crossEntropy or distillation'
  readonly severalLabels: 'several labels are learned by binaryCrossEntropy'
  readonly vectors: 'vectors are learned by meanSquaredError, meanAbsoluteError or huber'
}

/** What is asked of a network whose loss is looked at. */
interface Shapes {
  readonly input: Shape
  readonly output: Shape
}

/**
 * A loss that goes with a data set's answers, and with the network where it has a teacher; or the sentence about another one. What is known only as
 * `Loss` is left to run time. Of one of several losses (`flag ? huber() : meanSquaredError()`) the compiler infers the first, so all that go are let pass.
 */
export type LossFor<Net extends Shapes, Data, Given extends Loss> = Unless<
  LossProblem<Net, Data, Given>,
  [Given] extends [Distillation] ? Given : [Loss] extends [Given] ? Given : Given | GoingWith[KindOf<Data>]
>

type LossProblem<Net extends Shapes, Data, Given extends Loss> = [Extract<Given, GoingWith[KindOf<Data>]>] extends [never]
  ? `${Said[KindOf<Data>]}, not by ${Given['_tag']}`
  : [Given] extends [Distillation<infer In, infer Out>]
    ? MayEqual<In, Net['input']> extends false
      ? `the teacher takes ${ShowShape<In>}, the network ${ShowShape<Net['input']>}`
      : MayEqual<Out, Net['output']> extends false
        ? `the teacher answers ${ShowShape<Out>}, the network ${ShowShape<Net['output']>}`
        : undefined
    : undefined
