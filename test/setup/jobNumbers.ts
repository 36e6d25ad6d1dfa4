import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'

/** One network of the closing table, as examples/main/measurement.ts measures it. */
const rowCodec = t.intersection([
  t.strict({
    /** "ConvNet", "  narrowed to [8, 16, 32]" */
    name: t.string,
    /** share of the test images that it gets right, 0 to 1 */
    accuracy: t.number,
    parameters: t.number,
    /** fewer than `parameters` where weights are masked */
    nonzero: t.number,
    multiplyAccumulates: t.number,
    /** milliseconds of a forward pass for one image alone */
    millisecondsAlone: t.number,
    /** for one image of a batch */
    millisecondsInBatch: t.number,
    /** of the weights as float32 */
    bytes: t.number,
  }),
  /** accuracy before fine-tuning, for a network made from another */
  t.partial({ accuracyBefore: t.number }),
])

/**
 * What the main job measured in one run: its file reports/main.json, a copy of which in docs/results/main.json the README's table is
 * written from.
 */
export const jobNumbersCodec = t.strict({
  /** "MNIST: 60,000 images to train, ..." */
  data: t.string,
  seed: t.number,
  /** processor, system, Node */
  host: t.string,
  /** how long the run took */
  seconds: t.number,
  /** "2026-11-24T01:16:06.000Z" */
  finished: t.string,
  rows: t.readonlyArray(rowCodec),
})

export type JobNumbers = t.TypeOf<typeof jobNumbersCodec>

/** The file's text as numbers; or where it is wrong. */
export const readJobNumbers = (text: string): E.Either<string, JobNumbers> =>
  F.pipe(
    E.tryCatch(() => JSON.parse(text) as unknown, String),
    E.flatMap((json) =>
      F.pipe(
        jobNumbersCodec.decode(json),
        E.mapLeft((errors) => errors.map(({ context }) => context.map(({ key }) => key).join('.')).join(', ')),
      ),
    ),
  )

const grouped = (value: number): string => value.toLocaleString('en-US')

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`

/** A job whose numbers stand in the README: `npm start` and its like. */
export interface NumbersJob {
  /** of the block, of docs/results/NAME.json and of reports/NAME.json */
  readonly name: string
  readonly command: string
}

/** The README's block of a job. */
export const numbersTable = ({ command }: NumbersJob, { data, seed, host, seconds, finished, rows }: JobNumbers): string =>
  [
    `${data}; seed ${seed}. One run of \`${command}\`, ${Math.round(seconds)} seconds, ${host}, ${finished.slice(0, 10)}.`,
    '',
    '| network | before tuning | test accuracy | parameters | not zero | multiply-accumulates | ms, one image | ms per image, in a batch | bytes of weights |',
    '|---|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...rows.map((row) =>
      [
        '',
        row.name.trim(),
        row.accuracyBefore === undefined ? '' : percent(row.accuracyBefore),
        percent(row.accuracy),
        grouped(row.parameters),
        grouped(row.nonzero),
        grouped(row.multiplyAccumulates),
        row.millisecondsAlone.toPrecision(3),
        row.millisecondsInBatch.toPrecision(3),
        grouped(row.bytes),
        '',
      ]
        .join(' | ')
        .trim(),
    ),
  ].join('\n')

/** What stands there as long as nobody has committed a run. */
export const noNumbers = ({ command }: NumbersJob): string => `\`${command}\` prints its own: everything it shows is measured in that run.`

const marks = ({ name }: NumbersJob): RegExp => new RegExp(`(<!-- numbers:${name} -->\\n)([\\s\\S]*?)(\\n<!-- /numbers:${name} -->)`)

/** The text between a job's marks; undefined if there are none. */
export const numbersBlock = (job: NumbersJob, readme: string): string | undefined => marks(job).exec(readme)?.[2]

export const withNumbersBlock = (job: NumbersJob, readme: string, block: string): string =>
  readme.replace(marks(job), (_all, open, _old, close) => open + block + close)
