/** `npm run cifar -- --data FOLDER`: ResNet-20 learns from some of CIFAR-10, is narrowed, recovers. */
import { cpus } from 'node:os'
import { basename, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { key, sampleCount, startWasm } from 'narrownet'
import { writeWhole } from 'narrownet/node'
import { type CifarBudget, cifarBudget } from './cifar/budget.js'
import { cifarFolder } from './cifar/cifarFolder.js'
import { resnetStory } from './cifar/resnetStory.js'
import { divide } from './main/images.js'
import { type JobError, jobMessage } from './main/jobError.js'
import { measurementCells, measurementHead } from './main/measurement.js'
import { clock, grouped } from './main/numerals.js'
import { watchOutput } from './main/output.js'
import { table } from './main/table.js'
import { writable } from './main/writable.js'

const help = `npm run cifar -- --data FOLDER [options]

  --data FOLDER    CIFAR-10's binary version: data_batch_1.bin to data_batch_5.bin, test_batch.bin
  --images N       training images to use (default 12800: 200 steps an epoch)
  --epochs N       epochs of training; half as many of fine-tuning (default 2)
  --seed N         default 0
  --smoke          a glance
  --report FILE    where the numbers go, as JSON (default reports/cifar.json)
`

interface Settings {
  readonly folder: string
  readonly budget: CifarBudget
  readonly seed: number
  readonly report: string
}

const problem = (option: string, expected: string, found: string): E.Either<JobError, never> =>
  E.left({ _tag: 'CommandLineError', option, expected, found })

const options = {
  data: { type: 'string' },
  images: { type: 'string', default: '12800' },
  epochs: { type: 'string', default: '2' },
  seed: { type: 'string', default: '0' },
  smoke: { type: 'boolean', default: false },
  report: { type: 'string', default: 'reports/cifar.json' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

const settings = (): E.Either<JobError, Settings | 'help'> =>
  F.pipe(
    E.tryCatch(
      () => parseArgs({ options }).values,
      (thrown): JobError => ({
        _tag: 'CommandLineError',
        option: 'command line',
        expected: 'known options',
        found: thrown instanceof Error ? thrown.message : String(thrown),
      }),
    ),
    E.flatMap((given): E.Either<JobError, Settings | 'help'> => {
      if (given.help) return E.right('help')
      if (given.data === undefined) return problem('--data', "a folder with CIFAR-10's binary version", 'nothing')
      const numbers = { images: given.images, epochs: given.epochs, seed: given.seed }
      const wrong = Object.entries(numbers).find(([name, text]) => !/^\d{1,9}$/.test(text) || (name !== 'seed' && Number(text) === 0))
      if (wrong !== undefined) return problem(`--${wrong[0]}`, 'a whole number', `'${wrong[1]}'`)
      const budget = cifarBudget(Number(given.images), Number(given.epochs), given.smoke)
      return E.right({ folder: given.data, budget, seed: Number(given.seed), report: resolve(given.report) })
    }),
  )

const say = (text: string) => () => {
  process.stdout.write(`${text}\n`)
}

const run = ({ folder, budget, seed, report }: Settings): TE.TaskEither<JobError, void> => {
  const started = performance.now()
  return F.pipe(
    TE.Do,
    TE.tap(() => writable(report)),
    TE.bind('images', () =>
      F.pipe(
        cifarFolder(folder),
        TE.flatMapEither((both) => divide(`CIFAR-10 of ${basename(resolve(folder))}`, both, budget.images)),
      ),
    ),
    TE.bindW('backend', () => startWasm()),
    TE.bind('rows', ({ images, backend }) => resnetStory({ backend, images, budget, key: key(seed), terminal: process.stdout }, budget)),
    TE.tapIO(({ rows }) => say(`\n${table(measurementHead, rows.map(measurementCells))}\n`)),
    TE.tap(({ rows, images }) => {
      const count = (part: 'training' | 'validation' | 'test'): string => grouped(sampleCount(images[part]))
      const results = {
        data: `CIFAR-10: ${count('training')} images to train, ${count('validation')} to validate, ${count('test')} to test; ${budget.dense.epochs} epochs, then ${budget.fineTuning.epochs} of fine-tuning, batches of ${budget.dense.batchSize}`,
        seed,
        host: `${cpus()[0]?.model ?? process.arch}, ${cpus().length} cores, ${process.platform}, Node ${process.version}`,
        seconds: (performance.now() - started) / 1000,
        finished: new Date(),
        rows,
      }
      return writeWhole(report, `${JSON.stringify(results, null, 2)}\n`)
    }),
    TE.flatMapIO(() => say(`${clock((performance.now() - started) / 1000)} in all; numbers in ${report}`)),
  )
}

watchOutput()

const outcome = await F.pipe(
  TE.fromEither(settings()),
  TE.flatMap((given) => (given === 'help' ? TE.fromIO(say(help.trimEnd())) : run(given))),
)()
if (E.isLeft(outcome)) {
  process.stderr.write(`${jobMessage(outcome.left)}\n`)
  process.exitCode = 1
}
