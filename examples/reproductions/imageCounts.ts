/** How many images a task trains on and is tested on. */
import type { Images } from './stage.js'

export interface ImageCounts {
  readonly training: number
  readonly test: number
}

/** Of data sets that are drawn, the task says how many. */
const wholeSets: Readonly<Record<Images['set'], ImageCounts>> = {
  mnist: { training: 60_000, test: 10_000 },
  cifar10: { training: 50_000, test: 10_000 },
  digits: { training: 0, test: 0 },
  'colored digits': { training: 0, test: 0 },
}

export const imageCounts = ({ set, training, test }: Images): ImageCounts => ({
  training: training ?? wholeSets[set].training,
  test: test ?? wholeSets[set].test,
})
