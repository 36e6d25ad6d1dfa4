/** A map of logits as an answer: of each cell the likeliest class, and how likely every class is. */
import { likeliest } from '../data/likeliest.js'
import { channelsOf, type Shape } from '../shape/shape.js'
import type { Tensor } from '../shape/tensor.js'

/** What a model of maps says of one sample, cell by cell, row after row. */
export interface Segmentation<out Out extends Shape = Shape> {
  /** [height * width]: the number of each cell's likeliest class, of equal ones the lowest */
  readonly classes: Uint16Array
  /** [height * width]: how likely that class is, 0 to 1 */
  readonly probability: Float32Array
  /** [height, width, classes]: of every class; the sum over each cell's is 1 */
  readonly probabilities: Tensor<Out>
}

/** What finite logits [height, width, classes] say: softmax over the classes of each cell, in float64, rounded once. */
export const segmentationOf = <Out extends Shape>(logits: Float32Array, shape: Out): Segmentation<Out> => {
  const count = channelsOf(shape)
  const cells = logits.length / count
  const [classes, probability] = [new Uint16Array(cells), new Float32Array(cells)]
  const values = new Float32Array(logits.length)
  for (let cell = 0; cell < cells; cell += 1) {
    const first = cell * count
    const answer = likeliest(logits, first, count)
    const largest = logits[first + answer] as number
    let sum = 0
    for (let c = 0; c < count; c += 1) sum += Math.exp((logits[first + c] as number) - largest)
    for (let c = 0; c < count; c += 1) values[first + c] = Math.exp((logits[first + c] as number) - largest) / sum
    classes[cell] = answer
    probability[cell] = 1 / sum
  }
  return { classes, probability, probabilities: { shape, values } }
}
