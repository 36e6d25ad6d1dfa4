/**
 * A convolution in few groups as so many convolutions, whose programs compute several values a fragment: what is in front of each is cut out, and what they make set
 * side by side. Of many groups one program computes all (`groupedPasses.ts`), as draws of little keep no GPU busy.
 */
import { known } from '../../shape/invariant.js'
import type { Backend, DeviceArray } from '../backend.js'
import { type ConvolutionGeometry, groupsOf, oneGroup } from '../convolutionGeometry.js'
import { concatenate, split } from './channels.js'
import type { ConvolutionPasses } from './convolutionPasses.js'
import type { Drawing } from './drawing.js'

/** Below so many groups the work that is saved does not make up for the fetches that are not shared. */
const few = 8

export const isInFewGroups = (geometry: ConvolutionGeometry): boolean => groupsOf(geometry) < few

/** The passes of a convolution in groups by those of one group. */
export const groupsApart = (drawing: Drawing, one: ConvolutionPasses): ConvolutionPasses => {
  const { share, release } = drawing
  const [apart, together]: [Backend['split'], Backend['concatenate']] = [split(drawing), concatenate(drawing)]
  /** Each group's part of arrays whose last axis is in groups, and what becomes of them; borrows. */
  const eachGroup = (
    geometry: ConvolutionGeometry,
    arrays: readonly (DeviceArray | undefined)[],
    pass: (parts: readonly (DeviceArray | undefined)[]) => DeviceArray,
  ): DeviceArray => {
    const groups = groupsOf(geometry)
    const parts = arrays.map((array) => array && apart(share(array), new Array<number>(groups).fill(known(array.shape.at(-1)) / groups)))
    const made = Array.from({ length: groups }, (_, group) => pass(parts.map((each) => each?.[group])))
    for (const part of parts.flat()) if (part !== undefined) release(part)
    return together(made)
  }
  return {
    forward: (x, filter, bias, geometry, { addend, activation }) =>
      eachGroup(geometry, [x, filter, bias, addend], ([ofX, ofFilter, ofBias, ofAddend]) =>
        one.forward(known(ofX), known(ofFilter), ofBias, oneGroup(geometry), { addend: ofAddend, activation }),
      ),
    inputGradient: (dy, filter, geometry) =>
      eachGroup(geometry, [dy, filter], ([ofDy, ofFilter]) => one.inputGradient(known(ofDy), known(ofFilter), oneGroup(geometry))),
    weightGradient: (x, dy, geometry) =>
      eachGroup(geometry, [x, dy], ([ofX, ofDy]) => one.weightGradient(known(ofX), known(ofDy), oneGroup(geometry))),
  }
}
