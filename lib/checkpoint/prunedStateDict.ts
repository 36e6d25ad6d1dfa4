/**
 * State dicts of pruned networks: how wide each layer is, is read off the arrays' shapes.
 */
import { either as E, function as F } from 'fp-ts'
import { admitted } from '../network/admitted.js'
import { type Coupling, couplingOf } from '../network/coupling.js'
import type { AnyNetwork, Network } from '../network/network.js'
import { networkOf } from '../network/sequential.js'
import { narrowedLayers } from '../pruning/cut.js'
import { evenParts, sharedGroups } from '../pruning/evenness.js'
import { keeper, plannedKept } from '../pruning/keeper.js'
import { inPlaces } from '../pruning/plan.js'
import type { AtMostEach } from '../shape/atMost.js'
import { known } from '../shape/invariant.js'
import { floats } from '../shape/kind.js'
import { natural } from './featureOrder.js'
import { type ModuleNames, prefixed } from './moduleNames.js'
import { type ModuleNamesMismatch, type StateArray, stateArrays } from './stateArrays.js'
import { filledFrom, givenStateDict, type StateDict, type StateDictMismatch, type StateDictOptions, type StateTensor } from './stateDict.js'

/**
 * The network that a state dict was saved from, if it is this one or this one pruned: as wide as the arrays say, with these arrays. Which
 * channels a selection selects is read, too. A width that is not there, is 0, or is more than the network's counts as the network's, and
 * is listed as everything else that does not fit.
 *
 * How wide it is, only the file knows: the type keeps each width of the network as a bound, `AtMost<16>`; `refine` makes literals of them.
 *
 * @example
 * const names = { 0: 'fc1', 2: 'fc2' }
 * const wide = (cfg: number) => sequential(input(4), linear(4, cfg), relu, linear(cfg, 2))(key(0))
 * const saved = F.pipe(wide(3), stateDictOf(names))
 * F.pipe(saved, E.flatMap((tensors) => withPrunedStateDict(names, tensors)(wide(6))), E.map(({ cfg }) => cfg)) // => E.right([3])
 */
export const withPrunedStateDict =
  (names: ModuleNames, stateDict: StateDict, options: StateDictOptions = {}) =>
  <Net extends AnyNetwork>(
    network: Net,
  ): E.Either<ModuleNamesMismatch | StateDictMismatch, Network<Net['input'], Net['output'], AtMostEach<Net['cfg']>, Net['arch']>> =>
    F.pipe(
      E.Do,
      E.let('modules', () => prefixed('withPrunedStateDict', options, names)),
      E.bind('arrays', ({ modules }) => stateArrays('withPrunedStateDict', modules, admitted('withPrunedStateDict', network))),
      E.let('tensors', () => givenStateDict('withPrunedStateDict', stateDict)),
      E.let('narrowed', ({ arrays, tensors }) => narrowedBy(arrays, tensors, network)),
      E.bind('narrowedArrays', ({ modules, narrowed }) => stateArrays('withPrunedStateDict', modules, narrowed)),
      E.flatMap(({ narrowedArrays, tensors, narrowed }) => filledFrom(narrowedArrays, tensors, narrowed)),
      // each width is the network's or less, as the type says
      E.map((found) => found as unknown as Network<Net['input'], Net['output'], AtMostEach<Net['cfg']>, Net['arch']>),
    )

/** The network as wide as the state dict says, its arrays still those of the whole one. */
const narrowedBy = (arrays: readonly StateArray[], tensors: StateDict, network: AnyNetwork): AnyNetwork => {
  const { input, output, arch, nodes } = network
  const coupling = couplingOf(input, nodes)
  const found = coupling.groups.flatMap(({ fate, makers: [maker], width }, number) => {
    if (fate !== 'free') return []
    const made = known(arrays.find(({ layer }) => layer === maker?.path))
    const wide = widthOf(made, tensors.get(made.name))
    return [{ number, whole: natural(width), kept: natural(wide >= 1 && wide <= width ? wide : width) }]
  })
  const shared = canBeShared(coupling, found) ? new Set<number>() : sharedGroups(coupling)
  const planned = found.map(({ number, whole, kept }) => ({ kept: shared.has(number) ? whole : kept }))
  const narrowed = networkOf(input, output, arch, narrowedLayers(coupling, nodes, plannedKept(coupling, planned)))
  return { ...narrowed, cfg: inPlaces(network.cfg, narrowed.cfg) }
}

/** Whether layers in groups could share as many channels as are found, whichever these are. */
const canBeShared = (coupling: Coupling, found: readonly { readonly kept: readonly number[] }[]): boolean => {
  const keeps = keeper(coupling, plannedKept(coupling, found))
  return evenParts(coupling).every(({ parts }) => parts.flat().filter(keeps).length % parts.length === 0)
}

/** How many channels a layer makes that has this weight, or selects with these indexes. */
const widthOf = ({ role, outputs, decode }: StateArray, tensor: StateTensor | undefined): number =>
  role === 'positions' && floats.is(tensor?.values) ? decode(tensor.values).length : (tensor?.shape[outputs] ?? 0)
