/** What the settings of a run ask for and nobody can do: another try would come to the same, so it is a result, and has a record. */
import { jobMessage, type JobError } from '../main/jobError.js'

export interface Refusal {
  readonly _tag: 'Refusal'
  readonly why: string
}
export const refusal = (why: string): Refusal => ({ _tag: 'Refusal', why })

/** Errors that follow from the settings; all others are the machine's (files, memory, a signal), and the run can be tried again. */
const settled: ReadonlySet<JobError['_tag']> = new Set<JobError['_tag']>([
  'PlanMismatch',
  'EmptiedLayer',
  'BadChannels',
  'BadWidth',
  'RatioMismatch',
  'BadScores',
  'BadRatio',
  'NoBatchNorm',
  'NotMeasured',
  'AnswerNotFinite',
  'SingleValue',
  'DatasetMismatch',
  'BadOption',
])

export const judged = (error: JobError | Refusal): JobError | Refusal =>
  error._tag !== 'Refusal' && settled.has(error._tag) ? refusal(jobMessage(error)) : error
