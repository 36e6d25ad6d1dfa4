/** A queue by its address: BullMQ over Redis or PostgreSQL, loaded when one is asked for and not before. */
import { setTimeout as sleep } from 'node:timers/promises'
import type * as bullmq from 'bullmq'
import { function as F, taskEither as TE } from 'fp-ts'
import { fileError, type JobError, systemProblem } from '../../main/jobError.js'
import type { Tidings } from '../bench.js'
import { type Run, runId } from '../run.js'
import { queueAddress } from './queueAddress.js'
import type { RunQueue, Standing } from './runQueue.js'

type Bullmq = typeof bullmq

/** What went wrong with a connection that was there, once each time; it is sought again by itself. */
export type Complain = (sentence: string) => void

/** A `Left` where the address is of another kind, the packages are not installed, or nobody answers there. */
export const openQueue = (address: string, complain: Complain): TE.TaskEither<JobError, RunQueue> =>
  F.pipe(
    TE.fromEither(queueAddress(address)),
    TE.bind('bull', () => loaded),
    TE.flatMap(({ store, shown, bull }) =>
      store === 'redis'
        ? answering(
            shown,
            bull,
            bull.createRedisBackend,
            {
              first: { url: address, retryStrategy: () => null },
              // what is asked while the server is away fails at once, and is asked again
              asking: { url: address, retryStrategy: () => retryMilliseconds, enableOfflineQueue: false },
              waiting: { url: address, retryStrategy: () => retryMilliseconds, maxRetriesPerRequest: null },
            },
            complain,
          )
        : answering(
            shown,
            bull,
            bull.createPostgresBackend,
            {
              first: { connectionString: address, migrate: true },
              asking: { connectionString: address },
              waiting: { connectionString: address },
            },
            complain,
          ),
    ),
  )

/** How long a server that is away is left alone. BullMQ itself would wait 15 seconds before it says again that a run ended. */
const retryMilliseconds = 1000
const answerMilliseconds = 5000
/**
 * How long a worker that is told to stop waits for what it has in hand. A run stops at its next step, which takes the largest network some 0.75 s
 * (VGG-16, 64 images, two runs at a time); the rest is for a queue that does not answer at once. What was not put back, the queue hands out again when its lock
 * is over, as after a kill.
 */
const leaveMilliseconds = 15_000
const queueName = 'narrownet-runs'

/** A run that stalls so often (its machine is killed each time) is given up. The default, 1, is for jobs of seconds. */
const maxStalledCount = 100

/** What one machine cannot do (a data set that it lacks), another may. */
const attempts = { attempts: 3, backoff: { type: 'fixed', delay: 2000 } }

/** How long the queue remembers what ended, in seconds; the records are elsewhere. */
const kept = { removeOnComplete: { age: 24 * 3600 }, removeOnFail: { age: 24 * 3600 } }

const loaded: TE.TaskEither<JobError, Bullmq> = TE.tryCatch(
  () => import('bullmq'),
  () => fileError('--queue', 'the package bullmq (npm i -D bullmq@6 ioredis@6, or pg@8 for PostgreSQL)', 'none installed'),
)

interface Connections<C> {
  /** to see whether anybody answers */
  readonly first: C
  readonly asking: C
  readonly waiting: C
}

const answering = <B extends bullmq.IQueueBackend, C>(
  shown: string,
  bull: Bullmq,
  factory: bullmq.BackendFactory<B, C>,
  connections: Connections<C>,
  complain: Complain,
): TE.TaskEither<JobError, RunQueue> =>
  TE.tryCatch(
    async () => {
      const { Queue } = bull.withBackend(factory)
      const queue = new Queue(queueName, { connection: connections.first })
      queue.on('error', () => undefined) // the same comes by the promise
      try {
        await queue.waitUntilReady()
      } finally {
        await queue.close().catch(() => undefined)
      }
      return over(bull, factory, connections, complain)
    },
    (thrown) => fileError(shown, 'a queue', systemProblem(thrown)),
  )

/** Settings as a text: PostgreSQL gives the fields of an object back in another order, and a record repeats them as they stand. */
interface Job {
  readonly settings: string
}

/** A digest may be all decimal digits, and BullMQ takes no number for a job's id. */
const jobId = (run: Run): string => `run-${runId(run)}`
const runIdOf = (job: string): string => job.slice('run-'.length)

const over = <B extends bullmq.IQueueBackend, C>(
  bull: Bullmq,
  factory: bullmq.BackendFactory<B, C>,
  { asking, waiting }: Connections<C>,
  complain: Complain,
): RunQueue => {
  const { Queue, QueueEvents, Worker } = bull.withBackend(factory)
  const onError = saidOnce(complain)
  return {
    produce: (listener) => {
      const queue = new Queue<Job>(queueName, { connection: asking })
      const events = new QueueEvents(queueName, { connection: waiting })
      queue.on('error', onError)
      events.on('error', onError)
      events.on('active', ({ jobId: job }) => listener.began(runIdOf(job)))
      events.on('progress', ({ jobId: job, data }) => listener.tidings(runIdOf(job), data as Tidings)) // sent below
      events.on('completed', listener.ended)
      events.on('failed', listener.ended)

      const standing = async (run: Run): Promise<Standing> => {
        const state = await inTime(queue.getJobState(jobId(run)))
        if (state === 'unknown') return { is: 'absent' }
        if (state === 'completed') return { is: 'finished' }
        if (state !== 'failed') return { is: 'queued' }
        return { is: 'failed', why: (await inTime(queue.getJob(jobId(run))))?.failedReason ?? 'the queue does not say why' }
      }
      return {
        put: async (run) => {
          const { is } = await standing(run)
          if (is === 'finished' || is === 'failed') await inTime(queue.remove(jobId(run)))
          await inTime(queue.add('run', { settings: JSON.stringify(run) }, { jobId: jobId(run), ...attempts, ...kept }))
        },
        standing,
        close: async () => {
          // who is closed while it still connects leaves a connection open that nobody closes
          await inTime(Promise.all([queue.waitUntilReady(), events.waitUntilReady()])).catch(() => undefined)
          await inTime(Promise.all([queue.close(), events.close()])).catch(() => undefined)
          await inTime(Promise.all([queue.disconnect(), events.disconnect()])).catch(() => undefined)
        },
      }
    },

    consume: (perform, { workers, lockMilliseconds }) => {
      const worker = new Worker<Job>(
        queueName,
        async (job, token) => {
          const run = JSON.parse(job.data.settings) as Run // ours, put there above; its digest is compared
          if (jobId(run) !== job.id) throw new Error('its settings do not give its id: the sources here and where it was asked for differ')
          const answer = await perform(run, (tidings) => void job.updateProgress({ ...tidings }).catch(() => undefined))
          if (answer.say === 'failed') throw new Error(answer.why)
          if (answer.say === 'stopped') {
            await job.moveToWait(token)
            throw new bull.WaitingError()
          }
        },
        {
          connection: waiting,
          concurrency: workers,
          lockDuration: lockMilliseconds,
          stalledInterval: lockMilliseconds,
          maxStalledCount,
          runRetryDelay: retryMilliseconds,
        },
      )
      worker.on('error', onError)
      return {
        close: async () => {
          if (await endsWithin(leaveMilliseconds, worker.close())) return
          await inTime(worker.disconnect()).catch(() => undefined)
        },
      }
    },
  }
}

/** A question that was under way when the server was killed may never be answered: after five seconds it has failed, and is asked again. */
const inTime = async <A>(answer: Promise<A>): Promise<A> => {
  const given = new AbortController()
  try {
    return await Promise.race([
      answer,
      sleep(answerMilliseconds, undefined, { signal: given.signal }).then((): never => {
        throw new Error('the queue does not answer')
      }),
    ])
  } finally {
    given.abort()
  }
}

/** Whether it came to an end, well or not, within so long. */
const endsWithin = async (milliseconds: number, closing: Promise<void>): Promise<boolean> => {
  const ended = new AbortController()
  const late = sleep(milliseconds, false, { signal: ended.signal }).catch(() => false)
  const over = closing.then(
    () => true,
    () => true,
  )
  try {
    return await Promise.race([over, late])
  } finally {
    ended.abort()
  }
}

/** A server that is away is complained of by each connection, each second; once is enough, until something else is wrong. */
const saidOnce = (complain: Complain): ((error: Error) => void) => {
  let last = ''
  return ({ message, name }) => {
    const sentence = message === '' ? name : message
    if (sentence !== last) complain(sentence)
    last = sentence
  }
}
