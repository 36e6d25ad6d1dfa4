/** What an optimizer is: one record of small functions over its plain description, all in the optimizer's own file. */
import type { Backend, DeviceArray } from '../../engine/backend.js'
import type { FieldProblem } from '../../shape/fieldProblem.js'
import type { Kinds } from '../../shape/kind.js'

/** What an optimizer keeps of each trained array between steps, an array of the same shape. */
export type SlotName = 'velocity' | 'firstMoment' | 'secondMoment' | 'meanSquare'

/** The arrays that are kept of one trained array. */
export type Kept = { readonly [Slot in SlotName]?: DeviceArray | undefined }

/** What every optimizer is told of a step. */
export interface StepNumbers {
  readonly learningRate: number
  readonly weightDecay: number
  /** counted from 1 through the whole fit */
  readonly step: number
}

/** All that the library knows of a kind of optimizer; `Given` is its description. */
export interface OptimizerDefinition<Given> {
  readonly slots: readonly SlotName[]
  /** What its description holds besides the tag. */
  readonly fields: Kinds<Omit<Given, '_tag'>>
  /** The first number that makes no sense, judged as the float32 that it becomes on a device. */
  readonly problem: (optimizer: Given) => FieldProblem | undefined
  /** One array's step; borrows all, returns new arrays. */
  readonly step: (
    backend: Backend,
    parameter: DeviceArray,
    gradient: DeviceArray,
    kept: Kept,
    optimizer: Given,
    numbers: StepNumbers,
  ) => { readonly parameter: DeviceArray; readonly kept: Kept }
}

/** Is it a factor of what was before, at least 0 and less than 1? */
export const shareProblem = (field: string, found: number): FieldProblem | undefined =>
  found >= 0 && Math.fround(found) < 1 ? undefined : { field, expected: 'a number of at least 0 and less than 1', found }

/** Is it a number to divide by? */
export const epsilonProblem = (found: number): FieldProblem | undefined =>
  Math.fround(found) > 0 && Number.isFinite(Math.fround(found)) ? undefined : { field: 'epsilon', expected: 'a number above 0', found }
