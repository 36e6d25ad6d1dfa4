/**
 * A pruned network learns from the labels alone, or from the whole network's answers as well: an MLP of two hidden layers of 200 keeps 20 and 20, and 10 and
 * 10 neurons; a ConvNet of [32, 64, 64] channels keeps [4, 8, 16]. All so narrow that fine-tuning does not bring everything back.
 *
 * Hinton et al. 2015, section 2, at a temperature of 4, nine tenths of the loss by the whole network's answers.
 */
import type { Architecture } from '../architecture.js'
import { digits } from '../imageSets.js'
import { digitTraining, digitTuning } from '../schedules.js'
import { fresh, pruned, trained } from '../stage.js'
import { line, type Line, type Study } from '../study.js'
import type { Training } from '../training.js'

const distilled = { temperature: 4, weight: 0.9 }

export const digitDistillationStudy: Study = {
  name: 'distillation/mnist',
  claim: 'A pruned network that learns from the whole one, too, is better than one that is fine-tuned by the labels alone.',
  source: 'asked here of pruned networks; Hinton et al. 2015, section 2',
  paperIs: 'ours',
  lines: (preset) => {
    const [images, tuning] = [digits(preset), digitTuning(preset)]
    const linesOf = (
      network: Architecture & { readonly cfg: readonly number[] },
      training: Training,
      narrow: readonly (readonly number[])[],
    ): readonly Line[] => {
      const whole = trained(fresh(network), images, training)
      const name = (cfg: readonly number[]): string => `[${cfg.join(', ')}]`
      return [
        line(name(network.cfg), whole),
        ...narrow.flatMap((cfg) => {
          const cut = pruned(whole, { to: [...cfg], ranking: { by: 'l1' } })
          return [
            line(`${name(cfg)}, fine-tuned`, trained(cut, images, tuning)),
            line(`${name(cfg)}, distilled`, trained(cut, images, { ...tuning, distilled })),
          ]
        }),
      ]
    }
    return [
      ...linesOf({ family: 'mlp', input: [28, 28, 1], cfg: [200, 200], classes: 10 }, digitTraining(preset), [
        [20, 20],
        [10, 10],
      ]),
      ...linesOf({ family: 'convnet', input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }, { ...digitTraining(preset), epochs: 10 }, [
        [4, 8, 16],
      ]),
    ]
  },
}
