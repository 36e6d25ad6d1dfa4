/** `npm run cifar -- --data FOLDER`: ResNet-20 learns from some of CIFAR-10, is narrowed, recovers. */
import { cpus } from 'node:os'
import { basename, resolve } from 'node:path'
import { function as F, taskEither as TE } from 'fp-ts'
import { key, sampleCount, startWasm } from 'narrownet'
import { writeWhole } from 'narrownet/node'
import { cifarBudget } from './cifar/budget.js'
import { cifarFolder } from './cifar/cifarFolder.js'
import { commandLine, type Settings } from './cifar/commandLine.js'
import { resnetStory } from './cifar/resnetStory.js'
import { runProgram, say } from './commandLine/runProgram.js'
import { divide } from './main/images.js'
import type { JobError } from './main/jobError.js'
import { measurementCells, measurementHead } from './main/measurement.js'
import { clock, grouped } from './main/numerals.js'
import { table } from './main/table.js'
import { writable } from './main/writable.js'

const run = ({ data, images, epochs, seed, smoke, report: path }: Settings): TE.TaskEither<JobError, void> => {
  const started = performance.now()
  const budget = cifarBudget(images, epochs, smoke)
  const report = resolve(path)
  return F.pipe(
    TE.Do,
    TE.tap(() => writable(report)),
    TE.bind('images', () =>
      F.pipe(
        cifarFolder(data),
        TE.flatMapEither((both) => divide(`CIFAR-10 of ${basename(resolve(data))}`, both, budget.images)),
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

await runProgram(commandLine, run)
