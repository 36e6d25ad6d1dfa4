/**
 * What the penalty does: VGG-19 trained with lambda 0, 1e-5, 1e-4 and 1e-3. Each record counts where the scales end; the runs that prune 70 % say
 * what is left before fine-tuning (`start`) and after (Liu et al. 2017, section 5 and figure 4).
 *
 * In hours VGG-19/4, without 1e-5.
 */
import { sparseVgg19 } from '../baselines.js'
import { line, type Study } from '../study.js'
import { slimmed, tunedAgain } from './slimmed.js'

export const lambdasStudy: Study = {
  name: 'network-slimming/lambdas',
  claim: 'The greater lambda, the more scales end at zero and the less pruning costs, while the accuracy stays.',
  source: 'Liu et al. 2017, section 5 and figure 4',
  lines: (preset) =>
    (preset === 'hours' ? [0, 1e-4, 1e-3] : [0, 1e-5, 1e-4, 1e-3]).flatMap((lambda) => {
      const { name, whole } = sparseVgg19(preset, lambda)
      const label = `${name}, lambda ${lambda === 0 ? 0 : lambda.toExponential()}`
      return [line(label, whole), line(`${label}, without 70 %, fine-tuned`, tunedAgain(preset, slimmed(preset, whole, 0.7)))]
    }),
}
