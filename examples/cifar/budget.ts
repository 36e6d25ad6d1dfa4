/** How much work the CIFAR job does. */
import { type Augmentation, cosine, warmUp } from 'narrownet'
import type { Budget, Recipe } from '../main/budget.js'

export type CifarRecipe = Recipe & { readonly augmentation: Augmentation }

export interface CifarBudget extends Pick<Budget, 'images' | 'timedPasses'> {
  readonly dense: CifarRecipe
  readonly fineTuning: CifarRecipe
}

const recipe = (epochs: number, rate: number): CifarRecipe => ({
  epochs,
  batchSize: 64,
  learningRate: warmUp(0.2, cosine({ rate })),
  momentum: 0.9,
  nesterov: false,
  weightDecay: 1e-4,
  augmentation: { crop: { padding: 4 }, flip: true },
})

/** So many training images seen once an epoch; fine-tuning takes half the epochs at a tenth of the rate. */
export const cifarBudget = (trainingImages: number, epochs: number, smoke: boolean): CifarBudget => ({
  images: { training: smoke ? 64 : trainingImages, validation: smoke ? 32 : 1000, test: smoke ? 32 : 5000 },
  timedPasses: smoke ? 1 : 40,
  dense: recipe(epochs, 0.1),
  fineTuning: recipe(Math.ceil(epochs / 2), 0.02),
})
