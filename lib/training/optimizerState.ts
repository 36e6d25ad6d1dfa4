/** What an optimizer keeps beside the network, as a value, and whether it goes with a network. */
import { finite } from '../layer/arrayRule.js'
import { isTrained } from '../layer/definition.js'
import { arraysOf } from '../network/arrays.js'
import type { Node } from '../network/network.js'
import { known } from '../shape/invariant.js'
import { anObject, floats } from '../shape/kind.js'
import type { Slots } from './deviceState.js'
import type { SlotName } from './optimizer/definition.js'
import { optimizerDefinition, type OptimizerName, optimizerNames } from './optimizer/optimizer.js'
import { badOption, type BadOption } from './options.js'

/** What an optimizer keeps beside the network: arrays by slot, then by the path of the array that they belong to. */
export interface OptimizerState {
  readonly name: OptimizerName
  /**
   * Each empty before the first step; an array of which nothing is kept begins at 0.
   *   velocity       of `sgd` and `rmsProp`; empty where the momentum is 0
   *   firstMoment    of `adam`, `adamW` and `lion`: the mean of the gradients
   *   secondMoment   of `adam` and `adamW`: the mean of their squares
   *   meanSquare     of `rmsProp`: the same
   */
  readonly slots: Slots
}

/** An optimizer's slots before its first step. */
export const emptySlots = (name: OptimizerName): Slots => ({
  velocity: {},
  ...Object.fromEntries(optimizerDefinition(name).slots.map((slot) => [slot, {}])),
})

const surgery = ' (cutState takes a state along where a plan is cut; after other surgery the optimizer starts anew, without resume)'

/** A state of another network (narrowed since, say) keeps arrays that do not fit. */
export const slotsProblem = (of: string, nodes: readonly Node[], state: OptimizerState): BadOption | undefined => {
  // as plain JavaScript may give it
  if (!object.is(state)) return badOption(`${of}.optimizer`, object.name, state)
  const { name, slots } = state
  if (!optimizerNames.includes(name)) return badOption(`${of}.optimizer.name`, `one of ${optimizerNames.join(', ')}`, name)
  if (!object.is(slots)) return badOption(`${of}.optimizer.slots`, object.name, slots)
  const there = optimizerDefinition(name).slots
  const sizes = new Map(arraysOf({ nodes }).flatMap(({ path, role, values }) => (isTrained(role) ? [[path, values.length]] : [])))
  for (const [slot, arrays] of Object.entries(slots)) {
    if (!object.is(arrays)) return badOption(`${of}.optimizer.slots.${slot}`, object.name, arrays)
    const isEmpty = slot === 'velocity' && Object.keys(arrays).length === 0
    if (!isEmpty && !there.some((known) => known === slot))
      return badOption(`${of}.optimizer.slots`, `${there.join(' and ')} of '${name}'`, slot)
    for (const [path, values] of Object.entries(arrays)) {
      const option = `${of}.optimizer.slots.${slot}["${path}"]`
      const size = sizes.get(path)
      if (!floats.is(values)) return badOption(option, 'a Float32Array', typeof values)
      if (values.length !== size)
        return badOption(option, `${size === undefined ? 'no such array' : `${size} numbers`}, as the network has${surgery}`, values.length)
      const broken = finite.brokenAt(values)
      if (broken >= 0) return badOption(option, finite.name, known(values[broken]))
      // what is a mean of squares is divided by the root of
      const below = rooted.has(slot) ? values.findIndex((value) => value < 0) : -1
      if (below >= 0) return badOption(option, 'numbers, 0 or more', known(values[below]))
      const without = there.find((other) => other !== 'velocity' && slots[other]?.[path] === undefined)
      if (without !== undefined)
        return badOption(`${of}.optimizer.slots.${without}["${path}"]`, `${size} numbers, as ${slot} has`, undefined)
    }
  }
  return undefined
}

const object = anObject()

const rooted: ReadonlySet<string> = new Set<SlotName>(['secondMoment', 'meanSquare'])
