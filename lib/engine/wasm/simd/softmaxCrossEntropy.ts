/** Softmax cross-entropy by our kernel; see `engine/softmaxCrossEntropy.ts` for what it means. */
import type { Backend } from '../../backend.js'
import { softmaxCrossEntropyBy } from '../../softmaxCrossEntropy.js'
import type { InPlaceKernels } from './inPlaceKernels.js'

export const softmaxCrossEntropy = (kernels: InPlaceKernels): Backend['softmaxCrossEntropy'] =>
  softmaxCrossEntropyBy(kernels, (logits, labels) => {
    const [batch = 0, classes = 0] = logits.shape
    const [loss, logitsGradient] = kernels.inPlace([logits, labels], [[], logits.shape], 0, (simd, [x, wanted], [value, gradient]) =>
      simd.softmaxCrossEntropy(x, wanted, value, gradient, batch, classes),
    )
    return { loss, logitsGradient }
  })
