/** A ConvNet of [32, 64, 64] channels keeps [8, 16, 32], by the L1 norm of their filters (Li et al. 2017, section 3.1). */
import { digits } from '../imageSets.js'
import { digitTraining, digitTuning } from '../schedules.js'
import { fresh, pruned, scratch, trained } from '../stage.js'
import { line, type Study } from '../study.js'

export const convnetStudy: Study = {
  name: 'first-systems/convnet',
  claim: 'Three quarters of a ConvNet’s parameters and nine tenths of its arithmetic can go, and fine-tuning brings the accuracy back.',
  source: 'asked here; pruned as in Li et al. 2017, section 3.1',
  paperIs: 'ours',
  lines: (preset) => {
    // ten epochs are enough for it
    const [images, training, tuning] = [digits(preset), { ...digitTraining(preset), epochs: 10 }, digitTuning(preset)]
    const whole = trained(fresh({ family: 'convnet', input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }), images, training)
    const narrow = pruned(whole, { to: [8, 16, 32], ranking: { by: 'l1' } })
    return [
      line('[32, 64, 64]', whole),
      line('[8, 16, 32], fine-tuned', trained(narrow, images, tuning)),
      line('[8, 16, 32], Scratch-E', scratch(narrow, images, training, 'epochs')),
    ]
  },
}
