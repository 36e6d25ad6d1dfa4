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
 * answers   what is on the device of them, and what their cells count for, where not all do; borrowed
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
  const counted = countedBy(backend, answers.counts)
  const mean = meanOf(backend, counted(run.output))
  const { input } = run.pullback(counted(backend.filled(shape, (values) => values.fill(share))))
  return { outcome: backend.reshape.apply(backend.concatenate([mean, measure]), [2]), gradient: known(input) }
}

/** Numbers of cells as the cells count for a mean over all; takes them. */
const countedBy =
  (backend: Backend, counts: DeviceArray | undefined) =>
  (numbers: DeviceArray): DeviceArray => {
    if (counts === undefined) return numbers
    const { shape } = numbers
    const column = backend.reshape.apply(backend.share(counts), [elementCount(counts.shape), 1])
    const factors = backend.concatenate(Array.from({ length: channelsOf(shape) }, () => backend.share(column)))
    backend.release(column)
    return backend.product.apply(numbers, backend.reshape.apply(factors, shape))
  }

/** [1, 1]: the mean of each channel, then of those; takes the array. */
const meanOf = (backend: Backend, array: DeviceArray): DeviceArray => {
  const channels = channelsOf(array.shape)
  const pooled = (input: DeviceArray, rows: number, of: number): DeviceArray =>
    backend.globalAveragePool.apply(backend.reshape.apply(input, [1, rows, 1, of]), undefined)
  return pooled(pooled(array, elementCount(array.shape) / channels, channels), channels, 1)
}
