/** How a network is trained, as data; `optionsOf` makes of it what `fit` takes. */
import { constantRate, cosine, type FitOptions, type Schedule, stagedDecay, warmUp } from 'narrownet'

/** A learning rate over the whole of a training, however many epochs that has. */
export type Rate =
  | { readonly shape: 'constant'; readonly rate: number }
  /** a tenth after each stage but the last; the stages' lengths in proportion */
  | { readonly shape: 'staged'; readonly rate: number; readonly stages: readonly number[] }
  /** half a cosine down to 0, after a rise over so many epochs */
  | { readonly shape: 'cosine'; readonly rate: number; readonly warmUp: number }

export interface Training {
  readonly epochs: number
  readonly batchSize: number
  readonly rate: Rate
  readonly momentum: number
  readonly nesterov: boolean
  readonly weightDecay: number
  /** Network Slimming's term: its weight, and whether it counts the batch norms over features too */
  readonly sparsity?: { readonly lambda: number; readonly over: 'maps' | 'everywhere' }
  /** crops out of a border of 4 cells, and mirror images; the border is black, or the mean */
  readonly augmentation: 'none' | 'black border' | 'mean border'
  /** of a pruned network: it learns from the one that it was cut from, too (Hinton et al. 2015) */
  readonly distilled?: { readonly temperature: number; readonly weight: number }
}

/** What `fit` takes besides its key and the loss. */
export const optionsOf = ({ rate, augmentation, distilled: _, ...options }: Training): Omit<FitOptions, 'key' | 'loss'> => ({
  ...options,
  learningRate: scheduleOf(rate),
  ...(augmentation !== 'none' && {
    augmentation: { crop: { padding: 4, fill: augmentation === 'black border' ? ('black' as const) : ('mean' as const) }, flip: true },
  }),
})

const scheduleOf = (rate: Rate): Schedule => {
  switch (rate.shape) {
    case 'constant':
      return constantRate(rate.rate)
    case 'staged':
      return stagedDecay({ rate: rate.rate, stages: rate.stages })
    case 'cosine':
      return warmUp(rate.warmUp, cosine({ rate: rate.rate }))
  }
}

/** The same without the sparsity term: what a pruned network is trained by. */
export const withoutSparsity = ({ sparsity: _, ...training }: Training): Training => training
