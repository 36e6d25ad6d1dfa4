/** A row of one's own, on one's own network: docs/reproductions/own-row.md tells it line by line. */
import { batchNorm, conv2d, globalAveragePool, input, linear, maxPool, relu, residual, sequential } from 'narrownet'
import { architectureOf } from '../architecture.js'
import { digits } from '../imageSets.js'
import { digitTraining, digitTuning } from '../schedules.js'
import { fresh, pruned, scratch, trained } from '../stage.js'
import { line, type Study } from '../study.js'

const unit = <const From extends number, const To extends number>(from: From, to: To) => [conv2d(from, to), batchNorm(to), relu] as const
const body = [...unit(16, 24), conv2d(24, 16), batchNorm(16)] as const
const network = architectureOf(
  sequential(
    input(28, 28, 1),
    ...unit(1, 16),
    maxPool(2),
    residual(...body),
    relu,
    maxPool(2),
    ...unit(16, 32),
    globalAveragePool,
    linear(32, 10),
  ),
)

export const ownRowStudy: Study = {
  name: 'own/residual',
  claim: 'A small residual network keeps its accuracy without half of the filters that it may lose.',
  source: 'our own',
  lines: (preset) => {
    const [images, training] = [digits(preset), { ...digitTraining(preset), epochs: preset === 'smoke' ? 2 : 10 }]
    const whole = trained(fresh(network), images, training)
    const narrow = pruned(whole, { to: [12, 16], ranking: { by: 'l1' } })
    return [
      line('[24, 32]', whole),
      line('[12, 16], fine-tuned', trained(narrow, images, digitTuning(preset))),
      line('[12, 16], Scratch-E', scratch(narrow, images, training, 'epochs')),
    ]
  },
}
