/** Surgery in the middle of a fit: what the optimizer keeps of each number is cut with the number, so the fit goes on narrower. */
import { either as E, function as F } from 'fp-ts'
import { wellFormed } from '../network/admitted.js'
import { arraysOf, mapArrays } from '../network/arrays.js'
import type { AnyNetwork, Network } from '../network/network.js'
import type { AtMostEach } from '../shape/atMost.js'
import { anObject } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import type { ArrayValues } from '../training/deviceState.js'
import type { FitState } from '../training/fitState.js'
import { averageStateProblem } from '../training/averageState.js'
import { slotsProblem } from '../training/optimizerState.js'
import type { BadOption } from '../training/options.js'
import { cutBy } from './cut.js'
import type { Plan, PlanError } from './plan.js'

/** A network in training, and where its fit stands: an epoch of `fit` is one. */
export interface InTraining<Net> {
  readonly network: Net
  readonly state: FitState
}

/**
 * A network and the state of its fit, both without the channels that a plan leaves out: `network` is what `cut` gives, and every number that
 * stays keeps what the optimizer kept of it, and its average. A `resume` with the two is the same fit, narrower.
 *
 * A `Left` as in `cut`, and for a state of another network.
 *
 * Law: a step after the cut moves the network as a step before it moves what stays, if the removed channels are masked after their
 * normalization; and cutting by two plans is cutting by both composed.
 *
 * @example
 * const network = mlp({ input: [4], cfg: [3], classes: 2 }, key(0))
 * const velocity = { '0.bias': Float32Array.of(1, 2, 3) }
 * const state: FitState = { epochsDone: 1, stepsDone: 4, told: undefined, optimizer: { name: 'sgd', slots: { velocity } } }
 * const narrower = F.pipe({ network, state }, cutState({ groups: [{ width: 3, kept: [0, 2] }] }))
 * F.pipe(narrower, E.map(({ state }) => state.optimizer.slots.velocity['0.bias'])) // => E.right(Float32Array.of(1, 3))
 */
export const cutState =
  (plan: Plan) =>
  <Net extends AnyNetwork>(
    training: InTraining<Net>,
  ): E.Either<PlanError | BadOption, InTraining<Network<Net['input'], Net['output'], AtMostEach<Net['cfg']>, Net['arch']>>> => {
    const { network, state } = checkedArgument('cutState', 'what is in training', anObject<typeof training>(), training)
    const { optimizer } = checkedArgument('cutState', 'the state', anObject<FitState>(), state)
    const { slots } = checkedArgument('cutState', 'the optimizer', anObject<FitState['optimizer']>(), optimizer)
    checkedArgument('cutState', 'its slots', anObject(), slots)
    for (const [slot, arrays] of Object.entries(slots)) checkedArgument('cutState', `the ${slot}`, anObject(), arrays)
    const { nodes } = wellFormed('cutState', network)
    const problem = slotsProblem('state', nodes, optimizer) ?? averageStateProblem('state', nodes, state.average)
    if (problem !== undefined) return E.left(problem)
    return F.pipe(
      E.Do,
      E.apS('network', cutBy('cutState', plan)(network)),
      E.apS('slots', E.traverseArray(cutSlot(network, plan))(Object.entries(slots))),
      E.apS('average', state.average === undefined ? E.right(undefined) : cutArrays(network, plan)(state.average)),
      E.map(({ network: narrower, slots: kept, average }) => ({
        network: narrower,
        state: {
          ...state,
          optimizer: { ...state.optimizer, slots: { velocity: {}, ...Object.fromEntries(kept) } },
          ...(average && { average }),
        },
      })),
    )
  }

/** A slot's arrays in the places of what they are kept of, so that they go where it goes. */
const cutSlot =
  (network: AnyNetwork, plan: Plan) =>
  ([slot, arrays]: readonly [string, ArrayValues]): E.Either<PlanError, readonly [string, ArrayValues]> =>
    F.pipe(
      cutArrays(network, plan)(arrays),
      E.map((narrower) => [slot, narrower]),
    )

const cutArrays =
  (network: AnyNetwork, plan: Plan) =>
  (arrays: ArrayValues): E.Either<PlanError, ArrayValues> =>
    F.pipe(
      cutBy('cutState', plan)(mapArrays(network, (values, path) => arrays[path] ?? values)),
      E.map((moving) =>
        Object.fromEntries(arraysOf(moving).flatMap(({ path, values }) => (arrays[path] === undefined ? [] : [[path, values]]))),
      ),
    )
