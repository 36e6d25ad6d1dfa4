/** CIFAR-10 from a folder with the files of its binary version. */
import { join } from 'node:path'
import { function as F, readonlyArray as RA, taskEither as TE } from 'fp-ts'
import { cifar10Dataset, type CifarShape } from 'narrownet'
import { fileError, type JobError, systemProblem } from '../main/jobError.js'
import { readOrdinary } from '../main/readOrdinary.js'
import { isFolder, type TrainingAndTest } from '../main/mnistFolder.js'

const trainingFiles = [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`)
const testFiles = ['test_batch.bin']
/** The six files of the binary version. */
export const cifarFiles: readonly string[] = [...trainingFiles, ...testFiles]

const read = (folder: string, name: string) =>
  TE.tryCatch(
    async () => ({ name: join(folder, name), bytes: await readOrdinary(join(folder, name)) }),
    (thrown) => fileError(join(folder, name), "a file of CIFAR-10's binary version", systemProblem(thrown)),
  )

const readAll = (folder: string, names: readonly string[]) =>
  F.pipe(
    names,
    RA.traverse(TE.ApplicativePar)((name) => read(folder, name)),
    TE.flatMapEither((files) => cifar10Dataset(files)),
    TE.mapLeft((error): JobError => error),
  )

/** Training and test images; a `Left` names the file, what was expected of it and what was found. */
export const cifarFolder = (folder: string): TE.TaskEither<JobError, TrainingAndTest<CifarShape>> =>
  F.pipe(
    isFolder(folder, "a folder with CIFAR-10's binary version"),
    TE.flatMap(() => TE.Do),
    TE.bind('training', () => readAll(folder, trainingFiles)),
    TE.bind('test', () => readAll(folder, testFiles)),
  )
