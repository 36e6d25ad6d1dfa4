/** Losses number by number, by our kernel; see `engine/elementwiseLoss.ts` for what they mean. */
import { elementCount } from '../../../shape/shape.js'
import type { Backend } from '../../backend.js'
import type { ElementwiseLoss } from '../../elementwiseLoss.js'
import { elementwiseLossBy } from '../../elementwiseLossBy.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

/** The numbers that `assembly/elementwiseLoss.ts` has for them. */
const kinds: Readonly<Record<ElementwiseLoss['_tag'], number>> = {
  squaredError: 0,
  absoluteError: 1,
  huber: 2,
  binaryCrossEntropy: 3,
}

/** `Backend.elementwiseLoss` by our kernel. */
export const elementwiseLoss = (kernels: InPlaceKernels): Backend['elementwiseLoss'] =>
  elementwiseLossBy(kernels, (output, targets, loss) => {
    const delta = loss._tag === 'huber' ? loss.delta : 0
    const [outcome, gradient] = kernels.inPlace([output, targets], [[2], output.shape], 0, (simd, [o, t], [judged, slopes]) =>
      simd.elementwiseLoss(kinds[loss._tag], delta, o, t, judged, slopes, elementCount(output.shape)),
    )
    return { outcome, gradient }
  })
