/**
 * The workers of one fit. Who dies is replaced: the new one gets the state of a living replica and the same question again, so the answer
 * is the same to the bit. Too many deaths, or no replica left to copy, end the fit with `WorkerLost`.
 */
import { either as E } from 'fp-ts'
import type { Origin } from '../../engine/backend.js'
import type { Node } from '../../network/network.js'
import type { FitError } from '../fitError.js'
import type { Loss } from '../loss/loss.js'
import type { Answer, ReplicaState, Request } from './protocol.js'
import { type WorkerLink, workerLink } from './workerLink.js'

/** The death that ends the fit: what kills three workers will probably kill the next. */
const lastDeath = 3

/** All that a worker needs to begin. */
export interface Given {
  readonly origin: Origin
  /** with arrays that are cheap to post */
  readonly nodes: readonly Node[]
  readonly loss: Loss
  /** that export the layers which the library does not have */
  readonly modules: readonly string[]
  readonly initial: ReplicaState
  /** seconds to wait for any answer */
  readonly timeout: number
}

/** A request, and what of it to move rather than copy. Made anew for each attempt, since what was moved is gone. */
export type MakeRequest = () => readonly [request: Exclude<Request, { readonly _tag: 'start' }>, transfer: readonly ArrayBuffer[]]

/** The workers, as the fit sees them. */
export interface WorkerPool {
  /** The answer of worker `rank`, started or replaced as needed. The first request reaches a living worker before this returns. */
  readonly ask: (rank: number, request: MakeRequest) => Promise<E.Either<FitError, Exclude<Answer, { readonly _tag: 'failed' }>>>
  /** Resolves when no worker is left. */
  readonly close: () => Promise<void>
}

/** A pool without workers yet: each starts when it is first asked. */
export const workerPool = ({ origin, nodes, loss, modules, initial, timeout }: Given): WorkerPool => {
  const links: (WorkerLink | undefined)[] = []
  const started = new Set<WorkerLink>()
  let closed = false
  let deaths = 0
  let reason = ''

  const lost = (): E.Either<FitError, never> => E.left({ _tag: 'WorkerLost', deaths, reason })

  const livingState = async (): Promise<ReplicaState | undefined> => {
    for (const link of links) {
      if (!link?.alive()) continue
      const answer = await link.ask({ _tag: 'state', update: undefined })
      if (E.isRight(answer) && answer.right._tag === 'state') return answer.right.state
    }
    return undefined
  }

  const startAt = async (state: ReplicaState): Promise<E.Either<FitError, WorkerLink | undefined>> => {
    const link = workerLink(origin.worker, timeout, (why) => {
      deaths += 1
      reason = why
    })
    started.add(link)
    const answer = await link.ask({ _tag: 'start', origin, nodes, loss, modules, state })
    if (E.isLeft(answer)) return E.right(undefined)
    return answer.right._tag === 'failed' ? E.left(answer.right.error) : E.right(link)
  }

  /** A worker for an empty place. Before the first update everybody starts from the initial state. */
  const begin = async (rank: number, first: boolean): Promise<E.Either<FitError, WorkerLink>> => {
    while (deaths < lastDeath) {
      const state = first ? initial : await livingState()
      if (state === undefined || closed) return lost()
      const link = await startAt(state)
      if (E.isLeft(link)) return link
      if (link.right === undefined) continue
      links[rank] = link.right
      return E.right(link.right)
    }
    return lost()
  }

  return {
    ask: async (rank, make) => {
      for (;;) {
        const [request, transfer] = make()
        const living = links[rank]
        const link = living?.alive() ? E.right(living) : await begin(rank, request.update === undefined)
        if (E.isLeft(link)) return link
        const answer = await link.right.ask(request, transfer)
        if (E.isRight(answer)) return answer.right._tag === 'failed' ? E.left(answer.right.error) : E.right(answer.right)
      }
    },
    close: async () => {
      closed = true
      await Promise.all([...started].map((link) => link.stop()))
    },
  }
}
