import type { StepTold } from './epochSteps.js'
import { runningMean } from './fitState.js'

/** What the steps of an epoch say together. */
export interface EpochTotals {
  readonly steps: number
  /** their mean */
  readonly learningRate: number
  /** the samples' answers, or those of their cells, that were met */
  readonly answers: number
  /** over the answers */
  readonly lossSum: number
  readonly measure: number
}

export const noSteps: EpochTotals = { steps: 0, learningRate: 0, answers: 0, lossSum: 0, measure: 0 }

/** With one step more. */
export const andStep = ({ steps, learningRate, lossSum, ...before }: EpochTotals, { done, answers, measure }: StepTold): EpochTotals => ({
  steps: steps + 1,
  learningRate: runningMean(learningRate, done.learningRate, steps),
  answers: before.answers + answers,
  lossSum: lossSum + done.loss * answers,
  measure: before.measure + measure,
})
