/** A loss that is written down as a formula of output and answers, which has its derivative (`layer/formula.ts`): it is the mean of the formula's numbers. */
import type { Backend, DeviceArray } from '../../engine/backend.js'
import type { Judged } from '../../engine/lossOperations.js'
import type { Named } from '../../layer/definition.js'
import type { Compute } from '../../layer/formula.js'
import { differentiated } from '../../layer/formulaPasses.js'
import { known } from '../../shape/invariant.js'
import { channelsOf, elementCount } from '../../shape/shape.js'
import type { OnDevice, TargetKind } from './definition.js'
import { answerMeasure } from './answerMeasure.js'

/**
 * Loss, measure and the gradient by the output (taken).
 *
 * kind      of the answers, which says what is measured
 * answers   what is on the device of them; borrowed
 * given     the formula's other terms by name; borrowed
 */
export const judgedByFormula = (
  backend: Backend,
  output: DeviceArray,
  kind: TargetKind,
  answers: OnDevice,
  given: Named<DeviceArray>,
  compute: Compute,
): Judged => {
  const measure = answerMeasure(backend, kind, output, answers)
  const run = differentiated(backend, compute, output, given, ['input']) // nothing that is learned stands in the answers
  const { shape } = run.output
  const share = 1 / elementCount(shape)
  const mean = meanOf(backend, run.output)
  const { input } = run.pullback(backend.filled(shape, (values) => values.fill(share)))
  return { outcome: backend.reshape.apply(backend.concatenate([mean, measure]), [2]), gradient: known(input) }
}

/** [1, 1]: the mean of each channel, then of those; takes the array. */
const meanOf = (backend: Backend, array: DeviceArray): DeviceArray => {
  const channels = channelsOf(array.shape)
  const pooled = (input: DeviceArray, rows: number, of: number): DeviceArray =>
    backend.globalAveragePool.apply(backend.reshape.apply(input, [1, rows, 1, of]), undefined)
  return pooled(pooled(array, elementCount(array.shape) / channels, channels), channels, 1)
}
