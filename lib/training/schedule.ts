/**
 * Learning rates over time. A schedule is a function of how far the fit is; the fit asks it before each step.
 */
import { aFunction, aNumber, anObject, type Kind, kind, listOf, notNegative, optional, positive } from '../shape/kind.js'
import { checkedArgument, checkedOptions } from '../shape/options.js'

/** How far a fit is: `step` of `stepsPerEpoch` in `epoch` of `epochs`, all counted from 0. */
export interface Progress {
  readonly epoch: number
  readonly epochs: number
  readonly step: number
  readonly stepsPerEpoch: number
}

/** The learning rate of the next step. */
export type Schedule = (progress: Progress) => number

const aProgress: Kind<Progress> = kind(
  '{ epoch, epochs, step, stepsPerEpoch } in numbers',
  (value) =>
    anObject<Progress>().is(value) &&
    [value.epoch, value.epochs, value.step, value.stepsPerEpoch].every((each) => typeof each === 'number'),
)

/** A schedule that may be asked by a program, too, which no compiler checks. */
const asked =
  (name: string, rate: Schedule): Schedule =>
  (progress) =>
    rate(checkedArgument(name, 'the progress', aProgress, progress))

/**
 * The same rate throughout.
 *
 * @example
 * constantRate(0.1)({ epoch: 9, epochs: 10, step: 0, stepsPerEpoch: 5 }) // => 0.1
 */
export const constantRate = (rate: number): Schedule => {
  checkedArgument('constantRate', 'rate', aNumber, rate)
  return () => rate
}

/**
 * rate * factor^floor(epoch / every): a drop each `every` epochs (PyTorch's StepLR).
 *
 * @example
 * stepDecay({ rate: 1, every: 30, factor: 0.5 })({ epoch: 60, epochs: 90, step: 0, stepsPerEpoch: 5 }) // => 0.25
 */
export const stepDecay = (options: { readonly rate: number; readonly every: number; readonly factor?: number | undefined }): Schedule => {
  const { rate, every, factor = 0.1 } = checkedOptions('stepDecay', { ...decayKinds, every: positive }, options)
  return asked('stepDecay', ({ epoch }) => rate * factor ** Math.floor(epoch / every))
}

const decayKinds = { rate: aNumber, factor: optional(aNumber) }

/**
 * A drop by `factor` at each milestone, in epochs counted from 0 (PyTorch's MultiStepLR). Both papers' code: 80 and 120 of 160, factor 0.1.
 *
 * @example
 * multiStep({ rate: 1, milestones: [80, 120], factor: 0.5 })({ epoch: 80, epochs: 160, step: 0, stepsPerEpoch: 5 }) // => 0.5
 */
export const multiStep = (options: {
  readonly rate: number
  readonly milestones: readonly number[]
  readonly factor?: number | undefined
}): Schedule => {
  const { rate, milestones, factor = 0.1 } = checkedOptions('multiStep', { ...decayKinds, milestones: listOf('numbers', aNumber) }, options)
  return asked('multiStep', ({ epoch }) => rate * factor ** milestones.filter((milestone) => epoch >= milestone).length)
}

/**
 * A drop by `factor` after each stage but the last, the stages' lengths in proportion: [2, 1, 1] drops at trunc(E / 2) and trunc(3 E / 4) of
 * any number E of epochs, odd ones too; [1, 1, 1] at the thirds.
 *
 * @example
 * const papers = stagedDecay({ rate: 1, stages: [2, 1, 1], factor: 0.5 }) // for 160 epochs multiStep's [80, 120]
 * papers({ epoch: 120, epochs: 243, step: 0, stepsPerEpoch: 5 }) // => 1
 * papers({ epoch: 121, epochs: 243, step: 0, stepsPerEpoch: 5 }) // => 0.5
 */
export const stagedDecay = (options: {
  readonly rate: number
  readonly stages: readonly number[]
  readonly factor?: number | undefined
}): Schedule => {
  const {
    rate,
    stages,
    factor = 0.1,
  } = checkedOptions('stagedDecay', { ...decayKinds, stages: listOf('lengths above 0', positive) }, options)
  return asked('stagedDecay', ({ epoch, epochs }) => {
    const ends = stages.map((_, at) => stages.slice(0, at + 1).reduce((sum, length) => sum + length, 0))
    const total = ends.at(-1) ?? 1
    return rate * factor ** ends.slice(0, -1).filter((end) => epoch >= Math.trunc((epochs * end) / total)).length
  })
}

/**
 * Half a cosine from `rate` down to `final` over the whole fit, moving every step (Loshchilov and Hutter 2017, without restarts).
 *
 * @example
 * cosine({ rate: 1 })({ epoch: 0, epochs: 10, step: 0, stepsPerEpoch: 5 }) // => 1
 */
export const cosine = (options: { readonly rate: number; readonly final?: number | undefined }): Schedule => {
  const { rate, final = 0 } = checkedOptions('cosine', { rate: aNumber, final: optional(aNumber) }, options)
  return asked(
    'cosine',
    ({ epoch, epochs, step, stepsPerEpoch }) =>
      final + ((rate - final) * (1 + Math.cos((Math.PI * (epoch * stepsPerEpoch + step)) / (epochs * stepsPerEpoch)))) / 2,
  )
}

/**
 * Rise in equal steps from almost 0 to the schedule's own rate during the first `epochs` epochs (fractions allowed), then follow it
 * (Goyal et al. 2017).
 *
 * @example
 * warmUp(2, constantRate(1))({ epoch: 0, epochs: 10, step: 4, stepsPerEpoch: 5 }) // => 0.5
 */
export const warmUp = (epochs: number, schedule: Schedule): Schedule => {
  checkedArgument('warmUp', 'epochs', notNegative, epochs)
  checkedArgument('warmUp', 'schedule', aFunction<Schedule>(), schedule)
  return asked(
    'warmUp',
    (progress) =>
      schedule(progress) * Math.min(1, (progress.epoch * progress.stepsPerEpoch + progress.step + 1) / (epochs * progress.stepsPerEpoch)),
  )
}
