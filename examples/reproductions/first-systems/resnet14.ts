/** A ResNet-14 with its six blocks narrowed to half, by the L1 norm of their filters (Li et al. 2017, section 3.3). In hours eight epochs. */
import { resnetOf } from '../baselines.js'
import { colors } from '../imageSets.js'
import { cifarTraining, cifarTuning } from '../schedules.js'
import { fresh, pruned, trained } from '../stage.js'
import { line, type Study } from '../study.js'

export const resnet14Study: Study = {
  name: 'first-systems/resnet14',
  claim: 'Half of what is inside a ResNet’s blocks can go, and fine-tuning brings the accuracy back.',
  source: 'asked here; pruned as in Li et al. 2017, section 3.3',
  paperIs: 'ours',
  lines: (preset) => {
    const training = cifarTraining(preset)
    const whole = trained(fresh(resnetOf(14)), colors(preset), preset === 'hours' ? { ...training, epochs: 8 } : training)
    const narrow = pruned(whole, { to: [8, 8, 16, 16, 32, 32], ranking: { by: 'l1' } })
    return [
      line('ResNet-14', whole),
      line('ResNet-14 of [8, 8, 16, 16, 32, 32], fine-tuned', trained(narrow, colors(preset), cifarTuning(preset))),
    ]
  },
}
