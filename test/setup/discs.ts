/** Images [16, 16, 1] of one disc each in noise that no threshold sees through, and their masks [16, 16, 1]. */
import { severalLabels } from '../../lib/data/target.js'
import { targetDataset } from '../../lib/data/targetDataset.js'
import { foldIn, type Key } from '../../lib/random/key.js'
import { uniform } from '../../lib/random/distributions.js'
import { right } from './answers.js'

const side = 16

export const discs = (count: number, key: Key) => {
  const values = new Float32Array(count * side * side)
  const masks = new Float32Array(values.length)
  for (let sample = 0; sample < count; sample += 1) {
    const drawn = uniform(foldIn(key, sample), 3 + side * side, { from: 0, to: 1 })
    const [x, y, radius] = [2 + 12 * drawn[0]!, 2 + 12 * drawn[1]!, 2 + 3 * drawn[2]!]
    for (let cell = 0; cell < side * side; cell += 1) {
      const isInside = (Math.floor(cell / side) - y) ** 2 + ((cell % side) - x) ** 2 < radius ** 2
      masks[sample * side * side + cell] = isInside ? 1 : 0
      values[sample * side * side + cell] = drawn[3 + cell]! + (isInside ? 0.5 : 0)
    }
  }
  return right(targetDataset({ shape: [side, side, 1], values, targets: severalLabels(['disc'], masks, { map: [side, side] }) }))
}
