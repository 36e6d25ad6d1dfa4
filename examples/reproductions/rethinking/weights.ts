/**
 * Single weights instead of channels: 30, 80 and 95 % of those of a VGG-19's convolutions are masked by one threshold, and the rest is fine-tuned, or
 * trained from other first weights under the same masks (Liu et al. 2019, section 4.3).
 *
 * In hours VGG-19/4.
 */
import { plainVgg19 } from '../baselines.js'
import { colors } from '../imageSets.js'
import { cifarTraining, cifarTuning } from '../schedules.js'
import { pruned, scratch, trained } from '../stage.js'
import { line, type Study } from '../study.js'

export const weightsStudy: Study = {
  name: 'rethinking/weights',
  claim: 'Without 30 or 80 % of its weights a VGG-19 is as good from scratch as fine-tuned; without 95 % fine-tuning is better.',
  source: 'Liu et al. 2019, section 4.3',
  lines: (preset) => {
    const { name, whole } = plainVgg19(preset, 0)
    return [
      line(name, whole),
      ...[0.3, 0.8, 0.95].flatMap((weights) => {
        const sparse = pruned(whole, { weights, layers: 'convolutions' })
        const label = `${name}, ${weights * 100} % of the weights masked`
        return [
          line(`${label}, fine-tuned`, trained(sparse, colors(preset), cifarTuning(preset))),
          line(`${label}, Scratch-E`, scratch(sparse, colors(preset), cifarTraining(preset), 'epochs')),
        ]
      }),
    ]
  },
}
