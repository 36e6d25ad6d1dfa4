/** How good answers are, whatever the loss is: the measure that goes with a kind of answers, where a loss comes without one of its own. */
import type { Backend, DeviceArray } from '../../engine/backend.js'
import { known } from '../../shape/invariant.js'
import { asRows } from './cells.js'
import type { OnDevice, TargetKind } from './definition.js'

/** [1, 1]: right answers of classes and labels, of vectors the sum of squared differences. Borrows all. */
export const answerMeasure = (backend: Backend, kind: TargetKind, output: DeviceArray, { labels, targets }: OnDevice): DeviceArray => {
  const judged =
    kind === 'classes' || kind === 'probabilities'
      ? backend.softmaxCrossEntropy(asRows(backend, backend.share(output)), known(labels))
      : backend.elementwiseLoss(backend.share(output), known(targets), {
          _tag: kind === 'vectors' ? 'squaredError' : 'binaryCrossEntropy',
        })
  const { outcome, ...gradient } = judged
  for (const array of Object.values(gradient)) backend.release(array)
  const second = backend.filled([1], (values) => values.fill(1))
  const measure = backend.selectChannels.apply(backend.reshape.apply(outcome, [1, 2]), second)
  backend.release(second)
  return measure
}
