/**
 * What is shipped of a network that learned numbers: the network, and how its inputs were normalized. A network alone answers what was normalized already; a
 * regression answers raw samples, in the unit of the targets that it was trained on.
 */
import { either as E } from 'fp-ts'
import { admitted } from '../network/admitted.js'
import type { AnyNetwork } from '../network/network.js'
import { anObject } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import { channelsOf } from '../shape/shape.js'
import type { ModelError } from './model.js'
import { identityNormalization, type Normalization, normalizationKind, normalizationProblem, rightNormalization } from './normalization.js'

/**
 * A network, and how its inputs were normalized in training, as a value: what `regress` answers by and `encodeRegression` writes.
 *
 * `{ ...regression, network }` has another network for the same samples.
 */
export interface Regression<out Net extends AnyNetwork = AnyNetwork> {
  readonly network: Net
  readonly normalization: Normalization
}

/**
 * The network with the normalization of the data set that it was trained on, or with the one that is given; `'none'`: samples are taken as they are, bytes as
 * byte / 255.
 *
 * A `Left` where the normalization is not for as many channels as the network takes.
 *
 * @example
 * const network = sequential(input(2), linear(2, 1))(key(0)) // trained, say, on prices of houses
 * F.pipe(regressionOf(network, { normalization: 'none' }), E.map(({ normalization }) => normalization)) // => E.right({ mean: [0, 0], deviation: [1, 1] })
 * E.isRight(regressionOf(network, { normalization: { mean: [90], deviation: [30] } })) // => false
 */
export const regressionOf = <Net extends AnyNetwork>(
  network: Net,
  given: { readonly normalization: Normalization | 'none' },
): E.Either<ModelError, Regression<Net>> => {
  const { input } = admitted('regressionOf', network)
  const { normalization } = checkedArgument('regressionOf', 'what goes with the network', anObject<typeof given>(), given)
  const regression = { network, normalization: normalization === 'none' ? identityNormalization(channelsOf(input)) : normalization }
  const problem = regressionProblem('regressionOf', regression)
  return problem === undefined ? E.right(regression) : E.left(problem)
}

/** What is wrong with a regression, whoever put it together; undefined if nothing is. Throws for what is not an object. */
export const regressionProblem = (caller: string, given: Regression<AnyNetwork>): ModelError | undefined => {
  const { network, normalization } = checkedArgument(caller, 'the regression', anObject<typeof given>(), given)
  const channels = channelsOf(admitted(caller, network).input)
  const problem = normalizationProblem(checkedArgument(caller, 'normalization', normalizationKind, normalization), channels)
  return problem === undefined
    ? undefined
    : {
        _tag: 'ModelError',
        of: 'regression',
        field: 'normalization',
        expected: rightNormalization(channels),
        found: problem,
      }
}
