import { isConstant, isTrained } from '../../layer/definition.js'
import { unfrozenArrays } from '../../network/arrays.js'
import type { Node } from '../../network/network.js'
import { elementCount, type Shape } from '../../shape/shape.js'

/** Where an array's gradient (or, for running statistics, its new values) stands in a share. */
export interface Slot {
  readonly path: string
  readonly shape: Shape
  readonly trained: boolean
  readonly start: number
  readonly end: number
}

/**
 * A slot for every array that moves, in forward order, one after the other.
 *
 * @example
 * const network = sequential(input(4), linear(4, 2))(key(0))
 * shareLayout(network.nodes).map(({ path, start, end }) => [path, start, end]) // => [['0.weight', 0, 8], ['0.bias', 8, 10]]
 */
export const shareLayout = (nodes: readonly Node[]): readonly Slot[] => {
  const slots: Slot[] = []
  let start = 0
  for (const { path, shape, role } of unfrozenArrays(nodes)) {
    if (isConstant(role)) continue
    const end = start + elementCount(shape)
    slots.push({ path, shape, trained: isTrained(role), start, end })
    start = end
  }
  return slots
}
