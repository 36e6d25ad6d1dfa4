/** Softmax cross-entropy by our kernel; see `engine/softmaxCrossEntropy.ts` for what it means. */
import type { Backend } from '../../backend.js'
import { softmaxCrossEntropyBy } from '../../softmaxCrossEntropy.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

export const softmaxCrossEntropy = (kernels: InPlaceKernels): Backend['softmaxCrossEntropy'] =>
  softmaxCrossEntropyBy(kernels, (logits, labels) => {
    const [batch = 0, classes = 0] = logits.shape
    const [outcome, logitsGradient] = kernels.inPlace([logits, labels], [[2], logits.shape], 0, (simd, [x, wanted], [scores, gradient]) =>
      simd.softmaxCrossEntropy(x, wanted, scores, gradient, batch, classes),
    )
    return { outcome, logitsGradient }
  })
