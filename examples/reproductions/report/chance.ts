/** What a network that knows nothing gets right. */
import type { RunRecord } from '../record.js'
import type { Images } from '../stage.js'

/** The most frequent of ten classes, in percent of the test images: of MNIST 1,135 of 10,000 are ones, in CIFAR-10 each class has a tenth. */
const guessing: Readonly<Record<Images['set'], number>> = { mnist: 11.35, cifar10: 10, digits: 10, 'colored digits': 10 }

/** An accuracy in percent that is no more than a point above guessing. */
export const isAtChance = ({ task }: RunRecord, accuracy: number): boolean => 'images' in task && accuracy <= guessing[task.images.set] + 1

/** Two accuracies in percent, of which neither is above chance: how they differ says nothing of what the networks know. */
export const bothAtChance =
  (accuracy: (record: RunRecord) => number | undefined, ofSecond = accuracy) =>
  (first: RunRecord, second: RunRecord): string | undefined => {
    const [one, other] = [accuracy(first), ofSecond(second)]
    return one !== undefined && other !== undefined && isAtChance(first, one) && isAtChance(second, other) ? 'both at chance' : undefined
  }
