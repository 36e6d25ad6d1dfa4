/**
 * An MLP of two hidden layers of 200 keeps 50 and 100 neurons, or a tenth of its weights, and what it knows.
 *
 * Neurons are ranked by the L1 norm of their incoming weights (Li et al. 2017, section 3.1); single weights by one threshold over all layers
 * (Han et al. 2015).
 */
import { digits } from '../imageSets.js'
import { digitTraining, digitTuning } from '../schedules.js'
import { fresh, pruned, scratch, trained } from '../stage.js'
import { line, type Study } from '../study.js'

export const mlpStudy: Study = {
  name: 'first-systems/mlp',
  claim: 'Three quarters of an MLP’s parameters, or nine tenths of its weights, can go, and fine-tuning brings the accuracy back.',
  source: 'asked here; pruned as in Li et al. 2017, section 3.1, and Han et al. 2015',
  paperIs: 'ours',
  lines: (preset) => {
    const [images, training, tuning] = [digits(preset), digitTraining(preset), digitTuning(preset)]
    const whole = trained(fresh({ family: 'mlp', input: [28, 28, 1], cfg: [200, 200], classes: 10 }), images, training)
    const narrow = pruned(whole, { to: [50, 100], ranking: { by: 'l1' } })
    const sparse = pruned(whole, { weights: 0.9, layers: 'all' })
    return [
      line('[200, 200]', whole),
      line('[50, 100], fine-tuned', trained(narrow, images, tuning)),
      line('[50, 100], Scratch-E', scratch(narrow, images, training, 'epochs')),
      line('[50, 100], Scratch-B', scratch(narrow, images, training, 'arithmetic')),
      line('90 % of the weights masked, fine-tuned', trained(sparse, images, tuning)),
    ]
  },
}
