/** What serves on a device was let go of: how it ends without breaking off what it was asked before, and what is said to who asks afterwards. */
import { either as E, type taskEither as TE } from 'fp-ts'

/** A network ready to serve was let go of, and asked afterwards; `by`: what made it. */
export interface Released {
  readonly _tag: 'Released'
  readonly by: 'frozen' | 'predictor' | 'segmenter' | 'regressor'
}

/**
 * One sentence for a person.
 *
 * @example
 * releasedMessage({ _tag: 'Released', by: 'predictor' })
 * // => 'what predictor gave was released before this question: call predictor again, and ask what it gives'
 */
export const releasedMessage = ({ by }: Released): string =>
  `what ${by} gave was released before this question: call ${by} again, and ask what it gives`

/** What is asked until it is released. */
export interface Releasable {
  /** The question, which may be of several steps, or `Released`. */
  readonly asked: <Failure, Answer>(question: TE.TaskEither<Failure, Answer>) => TE.TaskEither<Failure | Released, Answer>
  readonly release: () => void
}

/** It `leaves` once it is released and the last question that was asked before has ended. */
export const releasable = (by: Released['by'], leave: () => void): Releasable => {
  let released = false
  let underWay = 0
  const leaveAtLast = (): void => {
    if (released && underWay === 0) leave()
  }
  return {
    asked: (question) => async () => {
      if (released) return E.left({ _tag: 'Released', by })
      underWay += 1
      try {
        return await question()
      } finally {
        underWay -= 1
        leaveAtLast()
      }
    },
    release: () => {
      released = true
      leaveAtLast()
    },
  }
}
