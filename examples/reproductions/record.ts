/** What a run leaves: one JSON file, written whole or not at all. Everything but `circumstances` and `times` follows from its settings. */
import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { fileError, type JobError } from '../main/jobError.js'
import { runId } from './run.js'
import { taskCodec } from './taskCodec.js'

const measured = t.readonly(t.type({ loss: t.number, accuracy: t.number }))
const counts = t.readonly(
  t.type({
    cfg: t.readonlyArray(t.union([t.number, t.literal('M')])),
    /** everything trained, and the weights of convolutions and linear layers alone */
    parameters: t.number,
    weights: t.number,
    /** fewer than `parameters` where weights are masked */
    nonzero: t.number,
    multiplyAccumulates: t.number,
    /** floating-point operations by the counter of the papers' code */
    referenceFlops: t.number,
  }),
)
const epoch = t.readonly(
  t.type({
    /** as they were met, in training mode */
    training: measured,
    /** the epoch's network on the test images */
    test: measured,
  }),
)
const training = t.readonly(
  t.type({
    is: t.literal('training'),
    /** on the test images before the first step: a pruned network without fine-tuning */
    start: measured,
    epochs: t.readonlyArray(epoch),
    /** how many the run was to have: Scratch-B's follow from the arithmetic */
    planned: t.number,
    /** the sentence, where the training went astray */
    diverged: t.union([t.string, t.null]),
    /** how many batch-norm scales have a magnitude from n to n + 1 hundredths; the last bin has all from 1 */
    scales: t.readonlyArray(t.number),
  }),
)
const sweep = t.readonly(
  t.type({
    is: t.literal('sweep'),
    rows: t.readonlyArray(
      t.readonly(t.type({ ranking: t.string, selection: t.string, ratio: t.number, loss: t.number, accuracy: t.number })),
    ),
  }),
)
const sensitivity = t.readonly(
  t.type({
    is: t.literal('sensitivity'),
    rows: t.readonlyArray(t.readonly(t.type({ index: t.number, ratio: t.number, width: t.number, accuracy: t.number }))),
  }),
)
const timing = t.readonly(t.type({ is: t.literal('timing') }))
/** What the settings ask for cannot be done: a plan that would empty a layer, a baseline that diverged. */
const refused = t.readonly(t.type({ is: t.literal('refused'), why: t.string }))

export const recordCodec = t.readonly(
  t.type(
    {
      version: t.literal(1),
      id: t.string,
      seed: t.number,
      task: taskCodec,
      /** SHA-256 over the images and labels that the task names: the same data set from another source is another one */
      images: t.union([t.string, t.null]),
      counts: t.union([counts, t.null]),
      /** of slimming, from the first pruning on */
      thresholds: t.readonlyArray(t.number),
      result: t.union([training, sweep, sensitivity, timing, refused]),
      circumstances: t.readonly(
        t.type({ narrownet: t.string, node: t.string, commit: t.string, backend: t.string, host: t.string, finished: t.string }),
      ),
      times: t.readonly(
        t.type({
          wallSeconds: t.number,
          processorSeconds: t.number,
          /** of a timed run: median milliseconds of a pass, by batch size */
          passes: t.readonlyArray(t.readonly(t.type({ batch: t.number, milliseconds: t.number }))),
        }),
      ),
    },
    'a record',
  ),
)

export type RunRecord = t.TypeOf<typeof recordCodec>
export type Result = RunRecord['result']
export type Counts = t.TypeOf<typeof counts>
export type Measured = t.TypeOf<typeof measured>
export type EpochMeasured = t.TypeOf<typeof epoch>

/** A record as the text of its file: a line for each field. */
export const recordText = (record: RunRecord): string =>
  `{\n${Object.entries(record)
    .map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`)
    .join(',\n')}\n}\n`

/** A record from the text of its file, which must be of the run that it names itself after; `path` is for the message. */
export const readRecord = (path: string, text: string): E.Either<JobError, RunRecord> =>
  F.pipe(
    E.tryCatch(
      (): unknown => JSON.parse(text),
      () => fileError(path, 'a record', 'no JSON'),
    ),
    E.flatMap((value) =>
      F.pipe(
        recordCodec.decode(value),
        E.mapLeft(([first]) => unreadable(path, first)),
      ),
    ),
    E.flatMap((record) => {
      const id = runId(record)
      return record.id === id ? E.right(record) : E.left(fileError(path, `the id of its seed and task, ${id}`, `'${record.id}'`))
    }),
  )

const unreadable = (path: string, error: t.ValidationError | undefined): JobError => {
  const place = error?.context.flatMap(({ key }) => (key === '' ? [] : [key])).join('.') ?? ''
  const expected = error?.context.at(-1)?.type.name ?? 'a record'
  return fileError(path, place === '' ? expected : `${place}: ${expected}`, JSON.stringify(error?.value) ?? 'nothing')
}

/** What two runs of the same settings have in common, to the bit: all but when, where and how fast. */
export const timeless = ({ circumstances: _, times: __, ...record }: RunRecord): string => JSON.stringify(record)

/** Nobody can start from it: it went astray, or what it was asked for cannot be done. */
export const cameToNothing = ({ result }: RunRecord): boolean =>
  result.is === 'refused' || (result.is === 'training' && result.diverged !== null)
