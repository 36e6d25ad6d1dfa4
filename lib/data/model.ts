/**
 * What is shipped: a network, how its inputs were normalized, and what its classes are called. A network alone answers what was normalized
 * already, and raw samples only by chance; a model answers raw samples.
 */
import { either as E } from 'fp-ts'
import { admitted } from '../network/admitted.js'
import type { AnyNetwork, Arch, Network } from '../network/network.js'
import type { Cfg } from '../shape/atMost.js'
import { aFunction, anObject, aString, listOf } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import { channelsOf, showShape } from '../shape/shape.js'
import { numbered } from './labels.js'
import { identityNormalization, type Normalization, normalizationKind, normalizationProblem, rightNormalization } from './normalization.js'
import type { Probabilities, Target } from './target.js'

/**
 * A classifier of raw samples, as a value.
 *
 * network        takes samples as the normalization leaves them, gives one logit for each class; or a map of them, for each class in each cell
 * normalization  how raw samples become what the network was trained on
 * classNames     one for each class
 *
 * `{ ...model, network }` has another network for the same samples and classes, and so has `mapNetwork`.
 */
export interface Model<out Net extends AnyNetwork = AnyNetwork> {
  readonly network: Net
  readonly normalization: Normalization
  readonly classNames: readonly string[]
}

/** What a model has beside its network: a data set has both, of whatever shape. */
export interface ModelParts {
  /** `'none'`: samples are taken as they are, bytes as byte / 255 */
  readonly normalization: Normalization | 'none'
  /** default: the classes' numbers */
  readonly classNames?: readonly string[] | undefined
  /** of a data set of soft labels, or of classes of cells, whose classes have names; vectors and several labels are no classes */
  readonly target?: Probabilities
}

/** What does not go with the network: the field, what it should hold, what it holds. */
export interface ModelError {
  readonly _tag: 'ModelError'
  readonly of: 'model' | 'regression'
  readonly field: 'network' | 'normalization' | 'classNames'
  readonly expected: string
  readonly found: string
}

/**
 * The error as one sentence.
 *
 * @example
 * modelErrorMessage({ _tag: 'ModelError', of: 'model', field: 'classNames', expected: 'one for each of 10 classes', found: '9' })
 * // => 'model: classNames: expected one for each of 10 classes, found 9'
 */
export const modelErrorMessage = ({ of, field, expected, found }: ModelError): string =>
  `${of}: ${field}: expected ${expected}, found ${found}`

/**
 * The network with the normalization and the class names of the data set that it was trained on, or with those that are given.
 *
 * A `Left` where the network does not end in one number for each class, of a sample (`predict`) or of each cell of a map (`segment`), or normalization or names are not as many as channels and classes.
 *
 * @example
 * const digits = syntheticDigits({ count: 20, key: key(1) })
 * const network = mlp({ input: [28, 28, 1], cfg: [16], classes: 10 }, key(0)) // trained, say, on these digits
 * F.pipe(modelOf(network, digits), E.map(({ classNames }) => classNames[7])) // => E.right('7')
 * E.isRight(modelOf(network, { normalization: { mean: [0.13], deviation: [0.31] } })) // => true
 */
export const modelOf = <Net extends AnyNetwork>(network: Net, given: ModelParts): E.Either<ModelError, Model<Net>> => {
  const { input } = admitted('modelOf', network)
  const parts = checkedArgument('modelOf', 'what goes with the network', anObject<ModelParts>(), given)
  const normalization = parts.normalization === 'none' ? identityNormalization(channelsOf(input)) : parts.normalization
  const target = parts.target as Target | undefined // plain JavaScript may bring any
  if (target !== undefined && target._tag !== 'probabilities')
    return E.left(modelError('network', 'one that learned classes or probabilities of classes', learnedOther[target._tag]))
  const classNames = parts.classNames ?? target?.classNames ?? numbered(channelsOf(network.output))
  const model = { network, normalization, classNames }
  const problem = modelProblem('modelOf', model)
  return problem === undefined ? E.right(model) : E.left(problem)
}

/** What a network learned that is for a `Regression`, and what its answers say. */
const learnedOther: Readonly<Record<Exclude<Target['_tag'], Probabilities['_tag']>, string>> = {
  vectors: 'one that learned vectors: ship it by regressionOf, and ask it by regress',
  severalLabels:
    'one that learned several labels: ship it by regressionOf, and ask it by regress, which gives a number for each label, above 0 where the label is likelier there than not',
}

/** What is wrong with a model, whoever put it together; undefined if nothing is. Throws for what is not an object. */
export const modelProblem = (caller: string, model: Model<AnyNetwork>): ModelError | undefined => {
  const { network } = checkedArgument(caller, 'the model', anObject<Model<AnyNetwork>>(), model)
  const { input, output } = admitted(caller, checkedArgument(caller, "the model's network", anObject<AnyNetwork>(), network))
  const normalization = checkedArgument(caller, 'normalization', normalizationKind, model.normalization)
  const classNames = checkedArgument(caller, 'classNames', listOf('strings', aString), model.classNames)
  const channels = channelsOf(input)
  const problem = normalizationProblem(normalization, channels)
  if (problem !== undefined) return modelError('normalization', rightNormalization(channels), problem)
  return classNames.length === channelsOf(output)
    ? undefined
    : modelError('classNames', `one for each of ${channelsOf(output)} classes`, `${classNames.length}`)
}

/** Of a model that is none for this question. */
export const answersProblem = ({ network: { output } }: Model<AnyNetwork>, axes: 1 | 3): ModelError | undefined =>
  output.length === axes
    ? undefined
    : modelError(
        'network',
        axes === 1 ? 'one that ends in a number for each class (segment answers maps)' : 'one that ends in a map (predict answers samples)',
        `an output of ${showShape(output)}`,
      )

const modelError = (field: ModelError['field'], expected: string, found: string): ModelError => ({
  _tag: 'ModelError',
  of: 'model',
  field,
  expected,
  found,
})

/**
 * The same model with what a function makes of its network: `narrow(criterion, cfg)`, `folded`.
 *
 * @example
 * const network = mlp({ input: [28, 28, 1], cfg: [16], classes: 10 }, key(0))
 * F.pipe(
 *   modelOf(network, syntheticDigits({ count: 20, key: key(1) })),
 *   E.map(mapNetwork(narrow(l1Norm, [8]))),
 *   E.map((model) => model.network.cfg),
 * ) // => E.right([8])
 */
export const mapNetwork =
  <Net extends AnyNetwork, Next extends Network<Net['input'], Net['output'], Cfg, Arch>>(change: (network: Net) => Next) =>
  (model: Model<Net>): Model<Next> => ({ ...model, network: changed('mapNetwork', change, model) })

/**
 * The same for a function that may fail, as `cut(plan)` and `refine(cfg)` do: a `Left` stays one.
 *
 * @example
 * const network = mlp({ input: [28, 28, 1], cfg: [16], classes: 10 }, key(0))
 * F.pipe(
 *   modelOf(network, syntheticDigits({ count: 20, key: key(1) })),
 *   E.flatMap(traverseNetwork(refine([16]))),
 *   E.map((model) => model.network.cfg),
 * ) // => E.right([16])
 */
export const traverseNetwork =
  <Net extends AnyNetwork, Failure, Next extends Network<Net['input'], Net['output'], Cfg, Arch>>(
    change: (network: Net) => E.Either<Failure, Next>,
  ) =>
  (model: Model<Net>): E.Either<Failure, Model<Next>> =>
    E.Functor.map(changed('traverseNetwork', change, model), (network) => ({ ...model, network }))

const changed = <Net extends AnyNetwork, Next>(caller: string, change: (network: Net) => Next, model: Model<Net>): Next => {
  checkedArgument(caller, 'what changes the network', aFunction<typeof change>(), change)
  return change(checkedArgument(caller, 'the model', anObject<Model<Net>>(), model).network)
}
