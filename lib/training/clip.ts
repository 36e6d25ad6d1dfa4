/**
 * Clipping of gradients: PyTorch's `clip_grad_norm_` and `clip_grad_value_`, between `loss.backward()` and `optimizer.step()`. What is clipped is
 * all that is added up there, the subgradient of the sparsity term too; weight decay, which optimizers add, is not.
 */
import type { Backend, DeviceArray } from '../engine/backend.js'
import type { FieldProblem } from '../shape/fieldProblem.js'
import { isPositive32 } from '../shape/float32.js'
import { aNumber, anObject, type Kind, kind, optional } from '../shape/kind.js'

/**
 * How far gradients may go; one of the two.
 *
 * norm   all trained arrays' gradients together are multiplied by min(1, norm / (their Euclidean norm + 1e-6)); above 0
 * value  each number of a gradient is at most that far from 0; above 0
 *
 * @see Pascanu et al. 2013, "On the difficulty of training recurrent neural networks", algorithm 1
 */
export type Clip = { readonly norm: number; readonly value?: undefined } | { readonly value: number; readonly norm?: undefined }

/** What a caller gives as one. */
export const aClip: Kind<Clip> = {
  ...kind<Clip>(
    'one of { norm } and { value }',
    (given) => anObject<Clip>().is(given) && Object.values(given).filter((bound) => bound !== undefined).length === 1,
  ),
  members: { norm: optional(aNumber), value: optional(aNumber) },
}

/** Its bound, by the option's name. */
const boundOf = (clip: Clip): readonly [option: string, bound: number] =>
  clip.norm === undefined ? ['clip.value', clip.value] : ['clip.norm', clip.norm]

/** A bound that makes no sense; undefined if it does. */
export const clipProblem = (clip: Clip | undefined): FieldProblem | undefined => {
  if (clip === undefined) return undefined
  const [field, found] = boundOf(clip)
  return isPositive32(found) ? undefined : { field, expected: 'a finite number above 0', found }
}

/** What a fit's record says of it. */
export const recordedClip = (clip: Clip | undefined): Readonly<Record<string, number>> =>
  clip === undefined ? {} : Object.fromEntries([boundOf(clip)])

/** What clips each of these gradients, which it takes; all are looked at first where it is their norm that decides. Only inside a `scope`. */
export const clippedBy = (
  backend: Backend,
  clip: Clip | undefined,
  gradients: readonly DeviceArray[],
): ((gradient: DeviceArray) => DeviceArray) => {
  if (clip === undefined || gradients.length === 0) return (gradient) => gradient
  const { norm: most, value } = clip
  if (most === undefined) return (gradient) => backend.clipByValue(gradient, value)
  const norm = backend.globalNorm(gradients)
  return (gradient) => backend.clipByNorm(gradient, norm, most)
}
