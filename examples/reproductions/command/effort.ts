/** How much work a run is, in multiply-accumulates: what progress and time left are measured by. */
import { multiplyAccumulates } from 'narrownet'
import { type Architecture, countableOf } from '../architecture.js'
import { type Images, rootOf, startOf, type Task } from '../stage.js'

/** Of data sets that are drawn, the task says how many. */
const wholeSets: Readonly<Record<Images['set'], { readonly training: number; readonly test: number }>> = {
  mnist: { training: 60_000, test: 10_000 },
  cifar10: { training: 50_000, test: 10_000 },
  digits: { training: 0, test: 0 },
  'colored digits': { training: 0, test: 0 },
}

/** The images of a task's data set, those to train on and those to test. */
const countOf = ({ set, training, test }: Images): { readonly training: number; readonly test: number } => ({
  training: training ?? wholeSets[set].training,
  test: test ?? wholeSets[set].test,
})

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
        const { training, test } = countOf(task.images)
        return task.training.epochs * pass * (3 * training + test)
      }
      case 'sweep':
        return task.rankings.length * task.selections.length * task.ratios.length * pass * countOf(task.images).test
      case 'sensitivity':
        return 20 * task.ratios.length * pass * countOf(task.images).test // some twenty entries
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
