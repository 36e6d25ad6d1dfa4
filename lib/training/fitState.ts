/**
 * Where a fit stands between epochs, as a value, and whether a fit can go on from it.
 *
 * A fit goes on only as it began: the state holds what the fit was told, and other options are a `Left` that names them. So a resumed fit is
 * the fit that never stopped, to the bit, or no fit.
 */
import { recordedPadding } from '../data/augmentation.js'
import { type AnyDataset, sampleCount } from '../data/dataset.js'
import type { Node } from '../network/network.js'
import { averageStateProblem } from './averageState.js'
import { recordedClip } from './clip.js'
import type { ArrayValues } from './deviceState.js'
import { recordedLoss } from './loss/loss.js'
import type { Optimizer } from './optimizer/optimizer.js'
import { type OptimizerState, slotsProblem } from './optimizerState.js'
import { badOption, type BadOption, type Settings } from './options.js'

/** An option's value, or what stands for it: the key's two words in hexadecimal. */
export type OptionValue = number | string | boolean

/** What decided a fit's numbers, apart from the network and the samples' values. */
export interface FitRecord {
  /** by the option's name, defaults filled in: `batchSize`, `sparsity.lambda`, `key`; `samples` is how many there were */
  readonly options: Readonly<Record<string, OptionValue>>
  /** the mean learning rate of each epoch done under these options; the last is that of the last epoch */
  readonly learningRates: readonly number[]
}

/**
 * Where a fit stands between epochs: enough, with that epoch's network, to go on as if it had not stopped.
 *
 * More or fewer `epochs` are no other options as long as the schedule gives the epochs done the same learning rates; nor are `workers`, though
 * only the same number of them gives the same bits. To go on under other options on purpose, leave the record out: `{ ...state, told: undefined }`.
 */
export interface FitState {
  readonly epochsDone: number
  readonly stepsDone: number
  /** what the fit was told; undefined: whatever it is told now is right */
  readonly told: FitRecord | undefined
  readonly optimizer: OptimizerState
  /** of all that moves, by path, where the fit was told to average; an array that is not there begins as the network's */
  readonly average?: ArrayValues | undefined
}

/** The state to resume from was left by a fit that was told something else. */
export interface ResumeMismatch {
  readonly _tag: 'ResumeMismatch'
  /** every option that differs; an option that one of the fits does not know has no value there */
  readonly differences: readonly {
    readonly option: string
    readonly saved: OptionValue | undefined
    readonly given: OptionValue | undefined
  }[]
}

/** Before the first step. */
export const firstState: FitState = { epochsDone: 0, stepsDone: 0, told: undefined, optimizer: { name: 'sgd', slots: { velocity: {} } } }

/** The steps of one epoch. */
export const stepsPerEpoch = ({ batchSize, dropLast }: Settings, samples: AnyDataset): number =>
  (dropLast ? Math.floor : Math.ceil)(sampleCount(samples) / batchSize)

/** The options that decide a fit's numbers, the schedule apart; what changes nothing looks the same however it was said. */
export const recordedOptions = (
  { batchSize, dropLast, loss, optimizer, weightDecay, frozen, sparsity, clip, average, augmentation, accumulate, key }: Settings,
  samples: AnyDataset,
): FitRecord['options'] => {
  const padding = recordedPadding(augmentation?.crop?.padding ?? 0)
  return {
    samples: sampleCount(samples),
    batchSize,
    dropLast,
    ...(accumulate > 1 && { accumulate }),
    ...recordedLoss(loss, samples),
    ...recordedOptimizer(optimizer),
    weightDecay: weightDecay.factor,
    ...(weightDecay.factor > 0 && weightDecay.over === 'weights' ? { 'weightDecay.over': weightDecay.over } : {}),
    ...(frozen.length > 0 ? { frozen: frozen.join(' ') } : {}),
    'sparsity.lambda': sparsity.lambda,
    ...(sparsity.lambda > 0 ? { 'sparsity.over': sparsity.over } : {}),
    ...recordedClip(clip),
    ...(average && { 'average.decay': average.decay }),
    'augmentation.crop.padding': padding,
    ...(padding !== 0 ? { 'augmentation.crop.fill': augmentation?.crop?.fill ?? 'black' } : {}),
    'augmentation.flip': augmentation?.flip ?? false,
    key: key.words.map((word) => word.toString(16).padStart(8, '0')).join(' '),
  }
}

/** SGD by the names of its own options, which it was told by before there were others. */
const recordedOptimizer = ({ _tag, ...numbers }: Optimizer): FitRecord['options'] =>
  _tag === 'sgd'
    ? numbers
    : { optimizer: _tag, ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [`optimizer.${name}`, value])) }

/** Why a fit cannot go on from a state; undefined if it can. */
export const resumeProblem = (
  nodes: readonly Node[],
  state: FitState,
  settings: Settings,
  samples: AnyDataset,
): BadOption | ResumeMismatch | undefined => {
  const { epochsDone, stepsDone, optimizer, average, told } = state
  if (!isCount(epochsDone)) return badOption('resume.epochsDone', 'a whole number, 0 or more', epochsDone)
  if (!isCount(stepsDone)) return badOption('resume.stepsDone', 'a whole number, 0 or more', stepsDone)
  // a state without steps is nobody's yet
  const { _tag: name } = settings.optimizer
  if (stepsDone > 0 && (optimizer as OptimizerState | undefined)?.name !== name)
    return badOption('resume.optimizer', `the state of the optimizer '${name}'`, (optimizer as OptimizerState | undefined)?.name)
  return (
    slotsProblem('resume', nodes, optimizer) ??
    averageStateProblem('resume', nodes, average) ??
    (told && recordProblem(told, epochsDone, settings, samples))
  )
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

const recordProblem = (
  { options, learningRates }: FitRecord,
  epochsDone: number,
  settings: Settings,
  samples: AnyDataset,
): BadOption | ResumeMismatch | undefined => {
  if (learningRates.length > epochsDone)
    return badOption('resume.told.learningRates', `at most ${epochsDone} numbers`, learningRates.length)
  const saved = new Map(Object.entries(options))
  const given = new Map(Object.entries(recordedOptions(settings, samples)))
  const differences = [...new Map([...saved, ...given]).keys()].flatMap((option) =>
    saved.get(option) === given.get(option) ? [] : [{ option, saved: saved.get(option), given: given.get(option) }],
  )
  // what the schedule says of an epoch means nothing where its steps are others
  const rates = differences.length > 0 ? undefined : rateDifference(learningRates, epochsDone, settings, samples)
  const all = rates === undefined ? differences : [rates]
  return all.length === 0 ? undefined : { _tag: 'ResumeMismatch', differences: all }
}

/** The first epoch whose learning rate the schedule has otherwise, as far as float32 can tell, in which steps are taken. */
const rateDifference = (
  rates: readonly number[],
  epochsDone: number,
  settings: Settings,
  samples: AnyDataset,
): ResumeMismatch['differences'][number] | undefined => {
  const since = epochsDone - rates.length
  const steps = stepsPerEpoch(settings, samples)
  for (const [at, saved] of rates.entries()) {
    const epoch = since + at
    const given = meanRate(
      Array.from({ length: steps }, (_, step) => settings.schedule({ epoch, epochs: settings.epochs, step, stepsPerEpoch: steps })),
    )
    if (Math.fround(saved) !== Math.fround(given)) return { option: `learningRate (epoch ${epoch})`, saved, given }
  }
  return undefined
}

/** In the order of the steps, so that equal rates have themselves as their mean. */
const meanRate = (rates: readonly number[]): number => rates.reduce(runningMean, 0)

/** The mean of `at` numbers, with one number more. */
export const runningMean = (mean: number, number: number, at: number): number => mean + (number - mean) / (at + 1)

/**
 * One sentence for a person.
 *
 * @example
 * resumeMessage({ _tag: 'ResumeMismatch', differences: [{ option: 'batchSize', saved: 64, given: 32 }] })
 * // => 'the fit to resume was told batchSize 64, not 32: give it the same options, or leave its record out, { ...state, told: undefined }'
 */
export const resumeMessage = ({ differences }: ResumeMismatch): string => {
  const shown = (value: OptionValue | undefined): string => (value === undefined ? 'none' : String(value))
  const sentence = differences.map(({ option, saved, given }) => `${option} ${shown(saved)}, not ${shown(given)}`).join('; ')
  return `the fit to resume was told ${sentence}: give it the same options, or leave its record out, { ...state, told: undefined }`
}
