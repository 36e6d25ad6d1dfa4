/**
 * What a study does, as values. A stage is a network and how one comes to it; the stages before it stand inside it. So what a run needs of
 * others follows from the value, and two studies that name the same baseline share it.
 */
import type { Cfg } from 'narrownet'
import type { Architecture } from './architecture.js'
import type { Training } from './training.js'

/** Where the images come from; of MNIST and CIFAR-10 the first so many, or all, and if a digest is named, no others than those. */
export type Images =
  | { readonly set: 'mnist' | 'cifar10'; readonly training?: number; readonly test?: number; readonly digest?: string }
  /** drawn, without a download: digits of one gray channel, or in colors on 32 x 32 cells */
  | { readonly set: 'digits' | 'colored digits'; readonly training: number; readonly test: number }

/** By what channels are ranked. */
export type Ranking =
  | { readonly by: 'l1' | 'l2' | 'scale' | 'random' }
  | { readonly by: 'activation'; readonly statistic: 'mean-mean' | 'mean-std' | 'mean-l1' | 'mean-l2' | 'var-l2'; readonly images: Images }
  /** what another ranking would keep goes */
  | { readonly by: 'largest'; readonly of: 'l1' | 'l2' }

/** How a network becomes smaller. */
export type Rule =
  /** each entry of the cfg to a width */
  | { readonly to: Cfg; readonly ranking: Ranking }
  /** a share of each entry, or of all the same */
  | { readonly ratio: number | Cfg; readonly ranking: Ranking; readonly selection?: 'independent' | 'greedy' }
  /** one threshold over all scales: Network Slimming */
  | { readonly slimming: number; readonly over: 'maps' | 'everywhere'; readonly maximumRatio?: number; readonly minimumWidth?: number }
  /** single weights, masked: those of convolutions, or of all layers */
  | { readonly weights: number; readonly layers: 'all' | 'convolutions' }

export interface Fresh {
  readonly stage: 'fresh'
  readonly network: Architecture
}
export interface Trained {
  readonly stage: 'trained'
  readonly from: Stage
  readonly images: Images
  readonly training: Training
}
export interface Pruned {
  readonly stage: 'pruned'
  readonly from: Stage
  readonly by: Rule
}
/** Other first weights in a pruned shape, trained for as many epochs as the whole network (Scratch-E) or for as much arithmetic (Scratch-B). */
export interface Scratch {
  readonly stage: 'scratch'
  readonly shape: Stage
  readonly images: Images
  readonly training: Training
  readonly budget: 'epochs' | 'arithmetic'
}
export type Stage = Fresh | Trained | Pruned | Scratch

/** What is measured of a network without changing it. */
export interface Sweep {
  readonly stage: 'sweep'
  readonly of: Stage
  readonly images: Images
  readonly rankings: readonly Ranking[]
  /** greedy beside independent selection, where both are asked for */
  readonly selections: readonly ('independent' | 'greedy')[]
  readonly ratios: readonly number[]
}
export interface SensitivityOf {
  readonly stage: 'sensitivity'
  readonly of: Stage
  readonly images: Images
  readonly ranking: Ranking
  readonly ratios: readonly number[]
}
/** Milliseconds of a forward pass, ready to serve, in batches of so many. */
export interface Timed {
  readonly stage: 'timed'
  readonly of: Stage
  readonly batches: readonly number[]
}

/** What a run does. */
export type Task = Trained | Scratch | Sweep | SensitivityOf | Timed

export const fresh = (network: Architecture): Fresh => ({ stage: 'fresh', network })
export const trained = (from: Stage, images: Images, training: Training): Trained => ({ stage: 'trained', from, images, training })
export const pruned = (from: Stage, by: Rule): Pruned => ({ stage: 'pruned', from, by })
export const scratch = (shape: Stage, images: Images, training: Training, budget: Scratch['budget']): Scratch => ({
  stage: 'scratch',
  shape,
  images,
  training,
  budget,
})

/** The stage that a task begins with. */
export const startOf = (task: Task): Stage => (task.stage === 'trained' ? task.from : task.stage === 'scratch' ? task.shape : task.of)

/** The stage that stands directly inside; of a fresh network none. */
export const before = (stage: Stage): Stage | undefined =>
  stage.stage === 'fresh' ? undefined : stage.stage === 'pruned' ? stage.from : startOf(stage)

/** The network that all began with, whole. */
export const rootOf = (stage: Stage): Fresh =>
  stage.stage === 'fresh' ? stage : rootOf(stage.stage === 'pruned' ? stage.from : startOf(stage))

/** How many stages stand inside. */
export const depthOf = (stage: Stage): number => {
  const inside = before(stage)
  return inside === undefined ? 0 : 1 + depthOf(inside)
}
