/** How much work a run is, in multiply-accumulates: what progress and time left are measured by. */
import { multiplyAccumulates } from 'narrownet'
import { type Architecture, countableOf } from './architecture.js'
import { imageCounts } from './imageCounts.js'
import { rootOf, startOf, type Task } from './stage.js'

/**
 * A training costs three passes an image, its tests one. A narrower network is counted as the whole one, since what slimming leaves is not known
 * before; Scratch-B's longer training costs as much by its definition.
 */
export const effortOf =
  (arithmetic: (network: Architecture) => number) =>
  (task: Task): number => {
    const pass = arithmetic(rootOf(startOf(task)).network)
    switch (task.stage) {
      case 'trained':
      case 'scratch': {
        const { training, test } = imageCounts(task.images)
        return task.training.epochs * pass * (3 * training + test)
      }
      case 'sweep':
        return task.rankings.length * task.selections.length * task.ratios.length * pass * imageCounts(task.images).test
      case 'sensitivity':
        return 20 * task.ratios.length * pass * imageCounts(task.images).test // some twenty entries
      case 'timed':
        return pass * 35 * task.batches.reduce((sum, batch) => sum + batch, 0)
    }
  }

/** Multiply-accumulates of a pass, counted once for each architecture. */
export const countedArithmetic = (): ((network: Architecture) => number) => {
  const known = new Map<string, number>()
  return (network) => {
    const name = JSON.stringify(network)
    const count = known.get(name) ?? multiplyAccumulates(countableOf(network))
    known.set(name, count)
    return count
  }
}
