/**
 * A DenseNet-40 selects what its layers read: 60 or 30 % of all channels (Liu et al. 2017, table 1: 6.11 % error whole, 5.19 % without 40 %,
 * 5.65 % without 70 %; its code's own README: 5.89 % whole, 5.68 % without 40 %).
 *
 * In hours DenseNet-22 of six epochs and without 40 % only, as an epoch takes three times a ResNet-20's, and ten times the lambda.
 */
import { sparseDensenet } from '../baselines.js'
import { withoutSparsity } from '../training.js'
import { line, type Study } from '../study.js'
import { slimmed, tunedAgain } from './slimmed.js'

export const densenet40Study: Study = {
  name: 'network-slimming/densenet40',
  claim: 'A DenseNet-40 slimmed by 40 or 70 % of what its layers read is better than whole.',
  source: 'Liu et al. 2017, section 4.4, table 1',
  lines: (preset) => {
    const { name, whole } = sparseDensenet(preset)
    const plain = { ...whole, training: withoutSparsity(whole.training) }
    return [
      ...(preset === 'hours' ? [] : [line(`${name}, lambda 0`, plain, { paper: 6.11, code: 5.89 })]),
      line(`${name}, sparse`, whole, { code: 5.83 }),
      line(`${name} without 40 %, fine-tuned`, tunedAgain(preset, slimmed(preset, whole, 0.4)), { paper: 5.19, code: 5.68 }),
      ...(preset === 'hours'
        ? []
        : [line(`${name} without 70 %, fine-tuned`, tunedAgain(preset, slimmed(preset, whole, 0.7)), { paper: 5.65 })]),
    ]
  },
}
