/** How the papers train, as data, and what takes their place where hours are too short. A schedule follows its number of epochs. */
import type { Preset } from './study.js'
import type { Training } from './training.js'

const quarters = { shape: 'staged', rate: 0.1, stages: [2, 1, 1] } as const
const thirds = { shape: 'staged', rate: 0.1, stages: [1, 1, 1] } as const
const sgd = { momentum: 0.9, nesterov: false, weightDecay: 1e-4, batchSize: 64, augmentation: 'black border' } as const

/** The code of Liu et al. 2019, for the networks of both papers on CIFAR-10. */
const full: Training = { ...sgd, epochs: 160, rate: quarters }
/** After pruning: Li et al. 2017, section 4. */
const tuning: Training = { ...sgd, epochs: 40, rate: { shape: 'constant', rate: 0.001 } }
/** Network Slimming's on MNIST (Liu et al. 2017, section 4.3). */
const onDigits: Training = { ...sgd, nesterov: true, batchSize: 256, epochs: 30, rate: thirds, augmentation: 'none' }

/** CIFAR-10's schedule. In hours: a tenth of the epochs, by a cosine that rises over one. */
export const cifarTraining = (preset: Preset): Training =>
  preset === 'paper' ? full : preset === 'hours' ? { ...full, epochs: 16, rate: { shape: 'cosine', rate: 0.1, warmUp: 1 } } : glance(full)

/** Fine-tuning there. In hours: a quarter of that, from a fifth of the rate down. */
export const cifarTuning = (preset: Preset): Training =>
  preset === 'paper'
    ? tuning
    : preset === 'hours'
      ? { ...tuning, epochs: 4, rate: { shape: 'cosine', rate: 0.02, warmUp: 0 } }
      : glance(tuning)

/** Network Slimming's own, with Nesterov's momentum; it normalizes images before it draws a border (Liu et al. 2017, section 4.3). */
export const slimmingTraining = (preset: Preset, lambda: number): Training => ({
  ...cifarTraining(preset),
  nesterov: true,
  augmentation: 'mean border',
  ...(lambda > 0 && { sparsity: { lambda, over: 'maps' } }),
})

/** MNIST's schedule, in full but for a glance. */
export const digitTraining = (preset: Preset): Training => (preset === 'smoke' ? glance(onDigits) : onDigits)

/** Fine-tuning there: a quarter of the epochs, from a tenth of the rate down. */
export const digitTuning = (preset: Preset): Training =>
  preset === 'smoke' ? glance(onDigits) : { ...onDigits, epochs: 8, rate: { shape: 'cosine', rate: 0.01, warmUp: 0 } }

const glance = (training: Training): Training => ({
  ...training,
  epochs: 2,
  batchSize: 32,
  rate: { shape: 'cosine', rate: 0.02, warmUp: 0 },
  augmentation: 'none',
})
