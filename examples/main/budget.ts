/** How much work a run does: images, epochs and rates. */
import { cosine, type Schedule, warmUp } from 'narrownet'
import type { Settings } from './commandLine.js'

/** What a fit is told besides its network, images and key. */
export interface Recipe {
  readonly epochs: number
  readonly batchSize: number
  readonly learningRate: Schedule
  readonly momentum: number
  readonly nesterov: boolean
  readonly weightDecay: number
}

export interface Budget {
  /** undefined: as many as there are */
  readonly images: { readonly training: number | undefined; readonly validation: number; readonly test: number | undefined }
  readonly linear: Recipe
  readonly convnet: { readonly dense: Recipe; readonly fineTuning: Recipe }
  readonly mlp: { readonly dense: Recipe; readonly fineTuning: Recipe }
  readonly sensitivity: { readonly images: number; readonly ratios: readonly number[] }
  /** forward passes whose median is a network's time */
  readonly timedPasses: number
}

/** SGD with Nesterov momentum; the rate rises over the first tenth of an epoch or so and falls along a cosine. */
const recipe = (epochs: number, rate: number, weightDecay: number, batchSize = 64): Recipe => ({
  epochs,
  batchSize,
  learningRate: warmUp(0.2, cosine({ rate })),
  momentum: 0.9,
  nesterov: true,
  weightDecay,
})

const ratios = [0.25, 0.5, 0.75, 0.875]

/** The budget for what the settings ask for: our own digits in about a minute, 60,000 images in some minutes, or a glance. */
export const budgetFor = ({ source, epochs, smoke }: Settings): Budget => {
  if (smoke) {
    return {
      images: { training: 192, validation: 64, test: 128 },
      linear: recipe(epochs ?? 1, 0.02, 0),
      convnet: { dense: recipe(epochs ?? 1, 0.05, 5e-4), fineTuning: recipe(1, 0.05, 5e-4) },
      mlp: { dense: recipe(epochs ?? 1, 0.05, 1e-4), fineTuning: recipe(1, 0.05, 1e-4) },
      sensitivity: { images: 32, ratios: [0.5] },
      timedPasses: 3,
    }
  }
  const common = { sensitivity: { images: 500, ratios }, timedPasses: 100 }
  return source._tag === 'synthetic'
    ? {
        ...common,
        images: { training: 6000, validation: 500, test: 2000 },
        linear: recipe(10, 0.02, 1e-4),
        convnet: { dense: recipe(epochs ?? 3, 0.05, 5e-4), fineTuning: recipe(3, 0.05, 5e-4) },
        mlp: { dense: recipe(epochs ?? 10, 0.05, 1e-4), fineTuning: recipe(6, 0.03, 1e-4) },
      }
    : {
        ...common,
        images: { training: undefined, validation: 1000, test: undefined },
        linear: recipe(2, 0.02, 1e-4),
        convnet: { dense: recipe(epochs ?? 2, 0.05, 5e-4), fineTuning: recipe(1, 0.05, 5e-4) },
        mlp: { dense: recipe(epochs ?? 4, 0.05, 1e-4), fineTuning: recipe(2, 0.02, 1e-4) },
      }
}
