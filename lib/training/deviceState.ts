/**
 * A network's moving parts on the device while it is trained: trained arrays, running statistics, the optimizer's velocities.
 * Masks and selections do not move and stay constants.
 */
import { function as F, taskEither as TE } from 'fp-ts'
import type { Backend, DeviceArray } from '../engine/backend.js'
import type { EngineError } from '../engine/engineError.js'
import { isConstant, isTrained } from '../layer/definition.js'
import { definitionOf } from '../layer/layer.js'
import { underMask } from '../layer/masked.js'
import { arraysOf, mapLayers } from '../network/arrays.js'
import { constants, type Lookup } from '../network/forward.js'
import type { AnyNetwork, Node } from '../network/network.js'
import { known } from '../shape/invariant.js'

/** Device arrays by path, all owned by whoever holds the state. */
export interface DeviceState {
  readonly arrays: ReadonlyMap<string, DeviceArray>
  readonly velocity: ReadonlyMap<string, DeviceArray>
}

/** Arrays by path. */
export type ArrayValues = Readonly<Record<string, Float32Array>>

/** The optimizer's velocities by path; empty before the first step and where the momentum is 0. */
export type Velocity = ArrayValues

/** A state read back. */
export interface StateValues {
  readonly arrays: ArrayValues
  readonly velocity: Velocity
}

/** Arrays that are not given start as they are in the network. */
export const uploadState = (backend: Backend, nodes: readonly Node[], velocity: Velocity, arrays: ArrayValues = {}): DeviceState => {
  const moving = arraysOf({ nodes }).filter(({ role }) => !isConstant(role))
  return {
    arrays: new Map(moving.map(({ path, values, shape }) => [path, backend.upload(arrays[path] ?? values, shape)])),
    velocity: new Map(
      moving.flatMap(({ path, shape, role }) => {
        const values = velocity[path]
        return values !== undefined && isTrained(role) ? [[path, backend.upload(values, shape)] as const] : []
      }),
    ),
  }
}

/** Free all of it. */
export const releaseState = (backend: Backend, { arrays, velocity }: DeviceState): void => {
  for (const array of [...arrays.values(), ...velocity.values()]) backend.release(array)
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
export const downloadState = (backend: Backend, { arrays, velocity }: DeviceState): TE.TaskEither<EngineError, StateValues> =>
  F.pipe(TE.Do, TE.apS('arrays', downloadAll(backend, arrays)), TE.apS('velocity', downloadAll(backend, velocity)))

/** The network with arrays that were read back. */
export const withMoved = <Net extends AnyNetwork>(network: Net, arrays: ArrayValues): Net => ({
  ...network,
  nodes: mapLayers(network.nodes, (node, path) => {
    const moved = Object.fromEntries(Object.entries(node.arrays).map(([name, values]) => [name, arrays[`${path}.${name}`] ?? values]))
    const { weight, mask } = moved
    // what momentum moved under a mask acts as 0, so it is kept as 0
    return { ...node, arrays: weight === undefined ? moved : { ...moved, weight: underMask(weight, mask) } }
  }),
})
