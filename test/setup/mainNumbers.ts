import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'

/**
 * What the main job measured in one run: its file reports/results.json, a copy of which in docs/results/main.json the README's table is
 * written from. Accuracies are shares from 0 to 1; milliseconds are per image; bytes are those of the weights as float32.
 */
const rowCodec = t.strict({
  /** "ConvNet", "MLP" */
  story: t.string,
  /** "dense", "narrowed, fine-tuned" */
  stage: t.string,
  accuracy: t.number,
  parameters: t.number,
  multiplyAccumulates: t.number,
  millisecondsPerImage: t.number,
  bytes: t.number,
})

export const mainNumbersCodec = t.strict({
  /** "MNIST" */
  dataset: t.string,
  trainingSamples: t.number,
  testSamples: t.number,
  seed: t.number,
  /** "2 cores of an Intel Xeon, Linux" */
  machine: t.string,
  /** "2026-11-24" */
  date: t.string,
  /** by package name, and node */
  versions: t.record(t.string, t.string),
  rows: t.readonlyArray(rowCodec),
})

export type MainNumbers = t.TypeOf<typeof mainNumbersCodec>

/** The file's text as numbers; or where it is wrong. */
export const readMainNumbers = (text: string): E.Either<string, MainNumbers> =>
  F.pipe(
    E.tryCatch(() => JSON.parse(text) as unknown, String),
    E.flatMap((json) =>
      F.pipe(
        mainNumbersCodec.decode(json),
        E.mapLeft((errors) => errors.map(({ context }) => context.map(({ key }) => key).join('.')).join(', ')),
      ),
    ),
  )

const grouped = (value: number): string => value.toLocaleString('en-US')

/** The README's block. */
export const numbersTable = ({ dataset, trainingSamples, testSamples, seed, machine, date, versions, rows }: MainNumbers): string =>
  [
    `Written by \`npm start\` on ${dataset}: ${grouped(trainingSamples)} training images, ${grouped(testSamples)} test images, seed ${seed}; ${machine}; ${date}; ${Object.entries(
      versions,
    )
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
    '',
    '| | stage | test accuracy | parameters | multiply-accumulates | ms per image | bytes of weights |',
    '|---|---|---:|---:|---:|---:|---:|',
    ...rows.map(
      (row) =>
        `| ${row.story} | ${row.stage} | ${(100 * row.accuracy).toFixed(2)} % | ${grouped(row.parameters)} | ${grouped(row.multiplyAccumulates)} | ${row.millisecondsPerImage.toPrecision(3)} | ${grouped(row.bytes)} |`,
    ),
  ].join('\n')

/** What stands there as long as nobody has committed a run. */
export const noNumbers = '`npm start` prints its own: everything it shows is measured in that run.'

const marks = /(<!-- numbers:main -->\n)([\s\S]*?)(\n<!-- \/numbers:main -->)/

/** The text between the marks; undefined if there are none. */
export const numbersBlock = (readme: string): string | undefined => marks.exec(readme)?.[2]

export const withNumbersBlock = (readme: string, block: string): string =>
  readme.replace(marks, (_all, open, _old, close) => open + block + close)
