/** Stacks of random growths. */
import { either as E } from 'fp-ts'
import type { Spec } from '../../lib/network/branching.js'
import { walk } from '../../lib/network/walk.js'
import type { Shape } from '../../lib/shape/shape.js'
import type { Growth } from './carriers.js'

/** The shape behind these layers. */
export const outputOf = (from: Shape, specs: readonly Spec[]): Shape => {
  const walked = walk(from, specs)
  if (E.isLeft(walked)) throw new Error(walked.left.problem)
  return walked.right.output
}

/** The stack that the growths make, without those that do not fit. */
export const grown = (from: Shape, growths: readonly Growth[]): readonly Spec[] =>
  growths.reduce<readonly Spec[]>((specs, grow) => {
    const longer = [...specs, ...grow(outputOf(from, specs))]
    return E.isRight(walk(from, longer)) ? longer : specs
  }, [])
