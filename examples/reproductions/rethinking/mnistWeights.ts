/** Single weights instead of channels: 30, 80 and 95 % of an MLP's masked, fine-tuned or trained from other first weights under the same masks. */
import { digits } from '../imageSets.js'
import { digitTraining, digitTuning } from '../schedules.js'
import { fresh, pruned, scratch, trained } from '../stage.js'
import { line, type Study } from '../study.js'

export const mnistWeightsStudy: Study = {
  name: 'rethinking/mnist-weights',
  claim:
    'On MNIST, too: without 30 or 80 % of its weights an MLP is as good from scratch as fine-tuned; without 95 % fine-tuning is better.',
  source: 'asked here of MNIST; Liu et al. 2019, section 4.3, of CIFAR-10',
  paperIs: 'ours',
  note: 'The paper masks weights of convolutions; here they are those of all layers of an MLP.',
  lines: (preset) => {
    const [images, training, tuning] = [digits(preset), digitTraining(preset), digitTuning(preset)]
    const whole = trained(fresh({ family: 'mlp', input: [28, 28, 1], cfg: [200, 200], classes: 10 }), images, training)
    return [
      line('[200, 200]', whole),
      ...[0.3, 0.8, 0.95].flatMap((weights) => {
        const sparse = pruned(whole, { weights, layers: 'all' })
        return [
          line(`${weights * 100} %, fine-tuned`, trained(sparse, images, tuning)),
          line(`${weights * 100} %, Scratch-E`, scratch(sparse, images, training, 'epochs')),
        ]
      }),
    ]
  },
}
