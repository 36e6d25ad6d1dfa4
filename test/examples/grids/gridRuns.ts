/** A small grid that has everything: a baseline, what starts from it, what is measured of it, and one that goes astray with what wanted to start from it. */
import { type Run, runId } from '../../../examples/reproductions/run.js'
import { fresh, type Images, pruned, type Ranking, scratch, type Task, trained } from '../../../examples/reproductions/stage.js'
import type { Training } from '../../../examples/reproductions/training.js'

const images: Images = { set: 'digits', training: 128, test: 32 }
const training: Training = {
  epochs: 5,
  batchSize: 16,
  rate: { shape: 'cosine', rate: 0.05, warmUp: 1 },
  momentum: 0.9,
  nesterov: false,
  weightDecay: 1e-4,
  augmentation: 'none',
}
const l1: Ranking = { by: 'l1' }
const network = fresh({ family: 'mlp', input: [28, 28, 1], cfg: [64, 32], classes: 10 })
const whole = trained(network, images, training)
const narrow = pruned(whole, { to: [16, 16], ranking: l1 })
const tuned = trained(narrow, images, { ...training, epochs: 3 })
const astray = trained(network, images, { ...training, epochs: 2, rate: { shape: 'constant', rate: 1e30 } })

const first = (task: Task): Run => ({ seed: 0, task })
export const baseline = first(whole)
export const diverging = first(astray)
/** needs the one that diverges */
export const inVain = first(trained(pruned(astray, { to: [16, 16], ranking: l1 }), images, training))
/** long enough to be killed in its midst */
export const long = first(trained(network, { ...images, training: 512 }, { ...training, epochs: 12 }))

export const gridRuns: readonly Run[] = [
  first(tuned),
  baseline,
  first(scratch(narrow, images, training, 'arithmetic')),
  first(trained(pruned(whole, { weights: 0.9, layers: 'all' }), images, training)),
  first(trained(pruned(tuned, { ratio: 0.5, ranking: l1 }), images, training)),
  first({ stage: 'sweep', of: whole, images, rankings: [l1, { by: 'random' }], selections: ['independent'], ratios: [0.5] }),
  diverging,
  inVain,
  long,
]

const elsewhere = trained(network, { set: 'mnist' }, training)
/** no machine of the test has MNIST, so this fails, and what needs it cannot begin */
export const impossible: readonly Run[] = [
  first(elsewhere),
  first(trained(pruned(elsewhere, { to: [16, 16], ranking: l1 }), images, training)),
]

export const idsOf = (runs: readonly Run[]): readonly string[] => runs.map(runId).toSorted()
