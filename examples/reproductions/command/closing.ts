/** How a grid ended, and what to do next. */
import type { GridReport } from '../grid.js'

export const closing = ({ done, cameToNothing, failed, left }: GridReport, stopped: boolean, overQueue: boolean): string => {
  const counts = [
    `${done.length} runs done`,
    ...(cameToNothing.length > 0 ? [`${cameToNothing.length} of them came to nothing: see report`] : []),
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(left.length > 0 ? [`${left.length} left`] : []),
  ].join(', ')
  if (!stopped) return counts
  return overQueue
    ? `${counts}; stopped watching: what is in the queue goes on, the same command adds the rest`
    : `${counts}; stopped: the same command goes on from the last epoch of each`
}
