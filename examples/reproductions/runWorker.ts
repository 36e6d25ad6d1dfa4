/** A worker thread of a grid: one backend, the images it was asked for, one run at a time. */
import { parentPort, workerData } from 'node:worker_threads'
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import { startWasm } from 'narrownet'
import { jobMessage, type JobError } from '../main/jobError.js'
import type { Bench, Tidings } from './bench.js'
import type { Folders } from './folder.js'
import { type DataFolders, type LoadedImages, loadImages } from './loadImages.js'
import { perform } from './perform.js'
import type { Run } from './run.js'
import type { Images } from './stage.js'

/** What a worker is started with. */
export interface WorkerSettings {
  readonly folders: Folders
  readonly data: DataFolders
  readonly commit: string
}

/** To the worker: a run to carry out, or the word to stop at the next step. */
export type ToWorker = { readonly say: 'perform'; readonly run: Run } | { readonly say: 'stop' }

/** From the worker. */
export type FromWorker =
  | { readonly say: 'tidings'; readonly tidings: Tidings }
  | { readonly say: 'done' }
  | { readonly say: 'stopped' }
  | { readonly say: 'failed'; readonly why: string }

/** Data sets are read once, however many runs see them. */
const remembered = (data: DataFolders): Bench['images'] => {
  const loaded = new Map<string, Promise<E.Either<JobError, LoadedImages>>>()
  return (images: Images) => () => {
    const name = JSON.stringify(images)
    const found = loaded.get(name) ?? loadImages(images, data)()
    loaded.set(name, found)
    return found
  }
}

const port = parentPort
if (port !== null) {
  const { folders, data, commit } = workerData as WorkerSettings // ours: see embeddedGrid.ts
  const stop = new AbortController()
  const images = remembered(data)
  // the same bits on every host: see docs/conventions.md
  const started = startWasm({ relaxedSimd: false })()
  const tell = throttled((tidings) => port.postMessage({ say: 'tidings', tidings } satisfies FromWorker))

  const carryOut = async (run: Run): Promise<FromWorker> => {
    const answer = await F.pipe(
      () => started,
      TE.mapLeft((error): JobError => error),
      TE.flatMap((backend) => perform(run, { backend, images, folders, commit }, { tell, signal: stop.signal })),
    )()
    if (E.isRight(answer)) return { say: 'done' }
    return answer.left._tag === 'Aborted' ? { say: 'stopped' } : { say: 'failed', why: jobMessage(answer.left) }
  }

  port.on('message', (message: ToWorker) => {
    if (message.say === 'stop') stop.abort()
    else
      void carryOut(message.run).then(
        (answer) => port.postMessage(answer),
        (thrown: unknown) => port.postMessage({ say: 'failed', why: String(thrown) } satisfies FromWorker),
      )
  })
}

/** At most four times a second. */
function throttled(tell: (tidings: Tidings) => void): (tidings: Tidings) => void {
  let last = 0
  return (tidings) => {
    if (performance.now() - last < 250) return
    last = performance.now()
    const { epoch, epochs, step, stepsPerEpoch, loss } = tidings
    tell({ epoch, epochs, step, stepsPerEpoch, loss })
  }
}
