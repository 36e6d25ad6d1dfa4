/** `npm start`: two networks trained, narrowed, fine-tuned, before and after. `npm start -- --help` explains the options. */
import { cpus } from 'node:os'
import { resolve } from 'node:path'
import { function as F, taskEither as TE } from 'fp-ts'
import { key, sampleCount, startWasm } from 'narrownet'
import { writeWhole } from 'narrownet/node'
import { budgetFor } from './main/budget.js'
import { runProgram, say } from './commandLine/runProgram.js'
import { commandLine, type Settings } from './main/commandLine.js'
import { convnetStory } from './main/convnetStory.js'
import { type Images, loadImages } from './main/images.js'
import type { Job } from './main/job.js'
import type { JobError } from './main/jobError.js'
import { measurementCells, measurementHead } from './main/measurement.js'
import { linearBaseline, mlpStory } from './main/mlpStory.js'
import { clock, grouped } from './main/numerals.js'
import { type Results, report, resultRows } from './main/report.js'
import { table } from './main/table.js'
import { writable } from './main/writable.js'

const terminal = process.stdout

const described = ({ name, training, validation, test }: Images): string =>
  `${name}: ${grouped(sampleCount(training))} images to train, ${grouped(sampleCount(validation))} to validate, ${grouped(sampleCount(test))} to test`

const stories = (job: Job): TE.TaskEither<JobError, Results> =>
  F.pipe(
    TE.Do,
    TE.tapIO(() => say('\nA linear classifier, for comparison')),
    TE.bind('linear', () => linearBaseline(job)),
    TE.tapIO(() => say('\nConvNet [32, 64, 64]')),
    TE.bind('convnet', () => convnetStory(job)),
    TE.tapIO(() => say('\nMLP 784-200-200-10')),
    TE.bind('mlp', () => mlpStory(job)),
  )

const run = (settings: Settings): TE.TaskEither<JobError, void> => {
  const started = performance.now()
  const budget = budgetFor(settings)
  const path = resolve(settings.report)
  return F.pipe(
    TE.Do,
    TE.tap(() => writable(path)),
    TE.bind('images', () => loadImages(settings.source, budget, terminal)),
    TE.bindW('backend', () => startWasm()),
    TE.tapIO(({ images, backend }) => say(`${described(images)}; ${backend.name} backend, seed ${settings.seed}`)),
    TE.bindW('results', ({ images, backend }) => stories({ backend, images, budget, key: key(settings.seed), terminal })),
    TE.tapIO(({ results }) => say(`\n${table(measurementHead, resultRows(results).map(measurementCells))}\n`)),
    TE.let('circumstances', ({ images }) => ({
      data: described(images),
      seed: settings.seed,
      host: `${cpus()[0]?.model ?? process.arch}, ${cpus().length} cores, ${process.platform}, Node ${process.version}`,
      seconds: (performance.now() - started) / 1000,
      finished: new Date(),
    })),
    TE.bind('page', ({ results, circumstances }) => TE.fromTask(report(results, circumstances))),
    TE.tap(({ page }) => writeWhole(path, page)),
    // the same numbers for programs
    TE.tap(({ results, circumstances }) =>
      writeWhole(path.replace(/(\.html?)?$/, '.json'), `${JSON.stringify({ ...circumstances, rows: resultRows(results) }, null, 2)}\n`),
    ),
    TE.flatMapIO(() => say(`${clock((performance.now() - started) / 1000)} in all; charts in ${settings.report}`)),
  )
}

await runProgram(commandLine(process.env), run)
