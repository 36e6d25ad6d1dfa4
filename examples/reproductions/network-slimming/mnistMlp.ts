/**
 * Network Slimming on MNIST: an MLP of 500 and 300 neurons, each hidden layer with a batch norm, keeps 100 and 60.
 *
 * Liu et al. 2017, section 4.4 and table 3: 1.43 % error whole, 1.49 % at 784-100-60-10, 84.4 % fewer parameters. One threshold would empty a
 * layer, so each layer loses 80 % of its own; fine-tuning is the whole schedule again.
 */
import { batchNorm, flatten, input, linear, relu, sequential } from 'narrownet'
import { architectureOf } from '../architecture.js'
import { digits } from '../imageSets.js'
import { digitTraining } from '../schedules.js'
import { fresh, pruned, scratch, trained } from '../stage.js'
import { line, type Study } from '../study.js'

const half = { initialScale: 0.5 }
const network = architectureOf(
  sequential(
    input(28, 28, 1),
    flatten,
    linear(784, 500),
    batchNorm(500, half),
    relu,
    linear(500, 300),
    batchNorm(300, half),
    relu,
    linear(300, 10),
  ),
)

export const mnistMlpStudy: Study = {
  name: 'network-slimming/mnist-mlp',
  claim: 'An MLP slimmed from 500 and 300 neurons to 100 and 60 is as good as the whole one.',
  source: 'Liu et al. 2017, section 4.4, table 3',
  lines: (preset) => {
    const [images, plain] = [digits(preset), digitTraining(preset)]
    const sparse = { ...plain, sparsity: { lambda: 1e-4, over: 'everywhere' as const } }
    const whole = trained(fresh(network), images, sparse)
    // a ratio of 0.8 would leave 99 and 59 in double precision
    const slim = pruned(whole, { to: [100, 60], ranking: { by: 'scale' } })
    return [
      line('784-500-300-10, lambda 0', trained(fresh(network), images, plain), { paper: 1.43 }),
      line('784-500-300-10, lambda 1e-4', whole),
      line('784-100-60-10, fine-tuned', trained(slim, images, plain), { paper: 1.49 }),
      line('784-100-60-10, Scratch-E', scratch(slim, images, plain, 'epochs')),
    ]
  },
}
