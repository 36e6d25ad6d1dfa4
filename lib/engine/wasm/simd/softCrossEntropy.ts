/** Cross-entropy against weights of classes by our kernel; see `engine/softCrossEntropy.ts` for what it means. */
import type { Backend } from '../../backend.js'
import { softCrossEntropyBy } from '../../softCrossEntropy.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

/** `Backend.softCrossEntropy` by our kernel. */
export const softCrossEntropy = (kernels: InPlaceKernels): Backend['softCrossEntropy'] =>
  softCrossEntropyBy(kernels, (logits, weights, labels) => {
    const [batch = 0, classes = 0] = logits.shape
    const [outcome, gradient] = kernels.inPlace(
      [logits, weights, labels],
      [[2], logits.shape],
      0,
      (simd, [x, shares, wanted], [judged, dx]) => simd.softCrossEntropy(x, shares, wanted, judged, dx, batch, classes),
    )
    return { outcome, gradient }
  })
