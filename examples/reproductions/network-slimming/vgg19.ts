/**
 * VGG-19 trained with a penalty on its batch norms' scales keeps 30 % of its channels, those of the greatest scale in all layers (Liu et al. 2017,
 * table 1: 6.34 % error whole, 6.20 % slimmed, 88.5 % fewer parameters, 51 % less arithmetic; its code's own README: 6.23 and 6.22 %).
 *
 * In hours a quarter as wide, and half of the channels too; at a glance an eighth as wide and of eight convolutions.
 */
import { sparseVgg19 } from '../baselines.js'
import { line, type Study } from '../study.js'
import { slimmed, tunedAgain } from './slimmed.js'

export const vgg19Study: Study = {
  name: 'network-slimming/vgg19',
  claim: 'A VGG-19 slimmed by 70 % of its channels is as good as one trained without the penalty.',
  source: 'Liu et al. 2017, section 4.4, table 1',
  lines: (preset) => {
    const { name, whole } = sparseVgg19(preset, 1e-4)
    return [
      line(`${name}, lambda 0`, sparseVgg19(preset, 0).whole, { paper: 6.34, code: 6.23 }),
      line(`${name}, lambda 1e-4`, whole, { code: 6.7 }),
      line(`${name} without 50 %, fine-tuned`, tunedAgain(preset, slimmed(preset, whole, 0.5))),
      line(`${name} without 70 %, fine-tuned`, tunedAgain(preset, slimmed(preset, whole, 0.7)), { paper: 6.2, code: 6.22 }),
    ]
  },
}
