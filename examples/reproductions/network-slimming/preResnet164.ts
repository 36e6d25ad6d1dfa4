/**
 * A pre-activation ResNet-164 of bottlenecks loses 40 or 60 % of its channels: those that its blocks select to read, and those inside (Liu et al.
 * 2017, table 1: 5.42 % error whole, 5.08 % and 5.27 % slimmed; its code's own README: 5.25, 4.95 and 6.19 %).
 *
 * In hours and at a glance PreResNet-20 and -11, and ten times the lambda, as there are far fewer steps to push in; in hours eight epochs.
 */
import { sparsePreResnet } from '../baselines.js'
import { withoutSparsity } from '../training.js'
import { line, type Study } from '../study.js'
import { slimmed, tunedAgain } from './slimmed.js'

export const preResnet164Study: Study = {
  name: 'network-slimming/preresnet164',
  claim: 'A pre-activation ResNet-164 slimmed by 40 or 60 % of its channels is as good as whole.',
  source: 'Liu et al. 2017, section 4.4, table 1',
  lines: (preset) => {
    const { name, whole } = sparsePreResnet(preset)
    const plain = { ...whole, training: withoutSparsity(whole.training) }
    return [
      ...(preset === 'hours' ? [] : [line(`${name}, lambda 0`, plain, { paper: 5.42, code: 5.25 })]),
      line(`${name}, sparse`, whole, { code: 5.24 }),
      line(`${name} without 40 %, fine-tuned`, tunedAgain(preset, slimmed(preset, whole, 0.4)), { paper: 5.08, code: 4.95 }),
      line(`${name} without 60 %, fine-tuned`, tunedAgain(preset, slimmed(preset, whole, 0.6)), { paper: 5.27, code: 6.19 }),
    ]
  },
}
