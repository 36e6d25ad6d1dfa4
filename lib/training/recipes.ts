/**
 * How the papers' networks were trained, as options of `fit` without a key: fit(backend, network, samples, { ...recipes.cifar, key }).
 * Every schedule follows the number of epochs, so a recipe with other epochs is the same recipe, longer or shorter.
 */
import type { Augmentation } from '../data/augmentation.js'
import type { FitOptions } from './options.js'
import { stagedDecay } from './schedule.js'

/** What a fit is told but its key and what concerns the machine. */
export type Recipe = Omit<FitOptions, 'key' | 'workers' | 'workerTimeout'>

const sgd = { momentum: 0.9, nesterov: false, weightDecay: 1e-4 }
const nesterov = { ...sgd, nesterov: true }
const quarters = stagedDecay({ rate: 0.1, stages: [2, 1, 1] })
const thirds = stagedDecay({ rate: 0.1, stages: [1, 1, 1] })

/** A crop out of a border of 4 cells, and mirror images; the border is drawn before normalization or after it. */
const croppedAndFlipped = (fill: 'black' | 'mean'): Augmentation => ({ crop: { padding: 4, fill }, flip: true })

/**
 * The recipes. Those of ImageNet leave the augmentation (crops of random size) to the caller's data.
 *   cifar, imagenet                      the code of Liu et al. 2019 trains every network of both papers so, full ones and scratch
 *   cifarFineTuning, imagenetFineTuning  after pruning: Li et al. 2017, section 4, and the code of Liu et al. 2019
 *   slimming...                          Liu et al. 2017, section 4.3: the sparsity term apart (`slimmingLambda`). It fine-tunes small images
 *                                        by the whole recipe again
 *
 * @example
 * const { learningRate: _, ...fineTuning } = recipes.cifarFineTuning
 * fineTuning.epochs // => 40
 */
export const recipes = {
  cifar: { ...sgd, epochs: 160, batchSize: 64, learningRate: quarters, augmentation: croppedAndFlipped('black') },
  cifarFineTuning: { ...sgd, epochs: 40, batchSize: 64, learningRate: 0.001, augmentation: croppedAndFlipped('black') },
  imagenet: { ...sgd, epochs: 90, batchSize: 256, learningRate: thirds },
  imagenetFineTuning: { ...sgd, epochs: 20, batchSize: 256, learningRate: 0.001 },
  slimmingCifar: { ...nesterov, epochs: 160, batchSize: 64, learningRate: quarters, augmentation: croppedAndFlipped('mean') },
  slimmingSvhn: { ...nesterov, epochs: 20, batchSize: 64, learningRate: quarters },
  slimmingImagenet: { ...nesterov, epochs: 60, batchSize: 256, learningRate: thirds },
  slimmingImagenetFineTuning: { ...nesterov, epochs: 5, batchSize: 256, learningRate: 0.001 },
  slimmingMnist: { ...nesterov, epochs: 30, batchSize: 256, learningRate: thirds },
} as const satisfies Readonly<Record<string, Recipe>>

/**
 * The weights of the sparsity term, found on a validation split (Liu et al. 2017, section 4.3). The code for small images applies it to
 * batch norms over maps, that for ImageNet to all.
 *
 * @example
 * const sparse: Recipe = { ...recipes.slimmingCifar, sparsity: slimmingLambda.vgg }
 * sparse.sparsity // => { lambda: 0.0001, over: 'maps' }
 */
export const slimmingLambda = {
  vgg: { lambda: 1e-4, over: 'maps' },
  preResnet: { lambda: 1e-5, over: 'maps' },
  densenet: { lambda: 1e-5, over: 'maps' },
  vggA: { lambda: 1e-5, over: 'everywhere' },
} as const satisfies Readonly<Record<string, FitOptions['sparsity']>>
