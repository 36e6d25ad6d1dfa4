/** What every run of a worker shares, and what it tells on its way. */
import type { taskEither as TE } from 'fp-ts'
import type { Backend } from 'narrownet'
import type { JobError } from '../main/jobError.js'
import type { Folders } from './folder.js'
import type { LoadedImages } from './loadImages.js'
import type { Images } from './stage.js'

export interface Bench {
  readonly backend: Backend
  readonly images: (images: Images) => TE.TaskEither<JobError, LoadedImages>
  readonly folders: Folders
  /** of the sources, where they are under version control */
  readonly commit: string
}

/** How far a training is, for whoever looks on. */
export interface Tidings {
  readonly epoch: number
  readonly epochs: number
  readonly step: number
  readonly stepsPerEpoch: number
  readonly loss: number
}

export interface Watch {
  readonly tell: (tidings: Tidings) => void
  readonly signal: AbortSignal
}
