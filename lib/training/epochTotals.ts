import type { StepTold } from './epochSteps.js'
import { runningMean } from './fitState.js'

/** What the steps of an epoch say together. */
export interface EpochTotals {
  readonly steps: number
  /** their mean */
  readonly learningRate: number
  /** the samples' answers, or those of their cells, that were met */
  readonly answers: number
  readonly measure: number
  /** what the batches count for, and their losses as they count */
  readonly weight: number
  readonly lossSum: number
}

export const noSteps: EpochTotals = { steps: 0, learningRate: 0, answers: 0, measure: 0, weight: 0, lossSum: 0 }

/** With one step more. */
export const andStep = (before: EpochTotals, { done, answers, measure, weight }: StepTold): EpochTotals => ({
  steps: before.steps + 1,
  learningRate: runningMean(before.learningRate, done.learningRate, before.steps),
  answers: before.answers + answers,
  measure: before.measure + measure,
  weight: before.weight + weight,
  lossSum: before.lossSum + done.loss * weight,
})
