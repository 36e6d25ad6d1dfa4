/**
 * A network's moving parts on the device while it is trained: trained arrays, running statistics, what the optimizer keeps.
 * Masks and selections do not move and stay constants.
 */
import { function as F, taskEither as TE } from 'fp-ts'
import type { Backend, DeviceArray } from '../engine/backend.js'
import type { EngineError } from '../engine/engineError.js'
import { isConstant, isTrained } from '../layer/definition.js'
import { definitionOf } from '../layer/layer.js'
import { underMask } from '../layer/masked.js'
import { mapLayers, unfrozenArrays } from '../network/arrays.js'
import { constants, type Lookup } from '../network/forward.js'
import type { AnyNetwork, Node } from '../network/network.js'
import { known } from '../shape/invariant.js'
import type { Kept, SlotName } from './optimizer/definition.js'

/** Device arrays by path, all owned by whoever holds the state. */
export interface DeviceState {
  readonly arrays: ReadonlyMap<string, DeviceArray>
  /** by the path of the array that they are kept of */
  readonly kept: ReadonlyMap<string, Kept>
  /** of each of the arrays, by its path; undefined where no average is wanted */
  readonly average: ReadonlyMap<string, DeviceArray> | undefined
}

/** Arrays by path. */
export type ArrayValues = Readonly<Record<string, Float32Array>>

/** What an optimizer keeps: by slot, then by path. A slot is empty, or not there, before the first step and where the optimizer has no use for it. */
export type Slots = { readonly [Slot in SlotName]?: ArrayValues } & { readonly velocity: ArrayValues }

/** A state read back. */
export interface StateValues {
  readonly arrays: ArrayValues
  readonly slots: Partial<Slots>
  /** undefined where no average is wanted */
  readonly average: ArrayValues | undefined
}

/** Arrays that are not given start as they are in the network, and an average of which nothing is given as the array that it is of. */
export const uploadState = (
  backend: Backend,
  nodes: readonly Node[],
  { arrays = {}, slots = {}, average }: Partial<StateValues> = {},
): DeviceState => {
  const moving = unfrozenArrays(nodes).filter(({ role }) => !isConstant(role))
  const uploaded = new Map(moving.map(({ path, values, shape }) => [path, backend.upload(arrays[path] ?? values, shape)]))
  return {
    arrays: uploaded,
    kept: new Map(
      moving
        .filter(({ role }) => isTrained(role))
        .map(({ path, shape }) => [path, eachSlot(slots, (_slot, { [path]: values }) => values && backend.upload(values, shape))] as const),
    ),
    average:
      average &&
      new Map(
        moving.map(({ path, shape }) => {
          const values = average[path]
          return [path, values === undefined ? backend.share(known(uploaded.get(path), path)) : backend.upload(values, shape)] as const
        }),
      ),
  }
}

/** Something of each slot; slots of which there is nothing are left out. */
const eachSlot = <Of, A>(
  slots: { readonly [Slot in SlotName]?: Of },
  some: (slot: SlotName, of: Of) => A | undefined,
): { readonly [Slot in SlotName]?: A } =>
  Object.fromEntries(
    (Object.entries(slots) as [SlotName, Of][]).flatMap(([slot, of]) => {
      const found = some(slot, of)
      return found === undefined ? [] : [[slot, found]]
    }),
  )

const keptArrays = (kept: DeviceState['kept']): readonly (readonly [slot: SlotName, path: string, array: DeviceArray])[] =>
  [...kept].flatMap(([path, slots]) =>
    (Object.entries(slots) as [SlotName, DeviceArray | undefined][]).flatMap(([slot, array]) =>
      array === undefined ? [] : [[slot, path, array] as const],
    ),
  )

/** Free all of it. */
export const releaseState = (backend: Backend, { arrays, kept, average }: DeviceState): void => {
  for (const array of [...arrays.values(), ...keptArrays(kept).map(([, , array]) => array), ...(average?.values() ?? [])])
    backend.release(array)
}

/** Arrays from the state where they move, constants where they do not. */
export const lookupIn = (backend: Backend, { arrays }: DeviceState): Lookup => {
  const atRest = constants(backend)
  return (path, layer, own) => {
    const moving = Object.keys(definitionOf(layer).arrays(layer)).flatMap((name) => {
      const array = arrays.get(`${path}.${name}`)
      return array === undefined ? [] : [[name, array] as const]
    })
    const still = Object.fromEntries(Object.entries(own).filter(([name]) => !arrays.has(`${path}.${name}`)))
    return { ...atRest(path, layer, still), ...Object.fromEntries(moving) }
  }
}

/** Device arrays read back, all in one wait; borrows. */
export const downloadAll = (
  backend: Backend,
  arrays: Iterable<readonly [string, DeviceArray]>,
): TE.TaskEither<EngineError, ArrayValues> => {
  const entries = [...arrays]
  return F.pipe(
    backend.download(entries.map(([, array]) => array)),
    TE.map((values) => Object.fromEntries(entries.map(([path], at) => [path, known(values[at], path)] as const))),
  )
}

/** The whole state read back; borrows. */
export const downloadState = (backend: Backend, { arrays, kept, average }: DeviceState): TE.TaskEither<EngineError, StateValues> => {
  const inSlots = keptArrays(kept)
  return F.pipe(
    TE.Do,
    TE.apS('arrays', downloadAll(backend, arrays)),
    TE.apS('average', average === undefined ? TE.right(undefined) : downloadAll(backend, average)),
    TE.apS(
      'slots',
      F.pipe(
        backend.download(inSlots.map(([, , array]) => array)),
        TE.map((values) => slotsOf(inSlots.map(([slot, path], at) => [slot, path, known(values[at], path)] as const))),
      ),
    ),
  )
}

/** Arrays by slot, then by path. */
export const slotsOf = (arrays: readonly (readonly [slot: SlotName, path: string, values: Float32Array])[]): Slots => {
  const inSlot = (slot: SlotName): ArrayValues =>
    Object.fromEntries(arrays.flatMap(([of, path, values]) => (of === slot ? [[path, values] as const] : [])))
  return { velocity: {}, ...Object.fromEntries([...new Set(arrays.map(([slot]) => slot))].map((slot) => [slot, inSlot(slot)])) }
}

/** The network with arrays that were read back. */
export const withMoved = <Net extends AnyNetwork>(network: Net, arrays: ArrayValues): Net => ({
  ...network,
  nodes: mapLayers(network.nodes, (node, path) => {
    if (!Object.keys(node.arrays).some((name) => arrays[`${path}.${name}`] !== undefined)) return node
    const moved = Object.fromEntries(Object.entries(node.arrays).map(([name, values]) => [name, arrays[`${path}.${name}`] ?? values]))
    const { weight, mask } = moved
    // what momentum moved under a mask acts as 0, so it is kept as 0
    return { ...node, arrays: weight === undefined ? moved : { ...moved, weight: underMask(weight, mask) } }
  }),
})
