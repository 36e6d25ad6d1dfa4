/** The answers to some samples, which move as the samples do. */
import { foldIn } from '../random/key.js'
import { invariant } from '../shape/invariant.js'
import { aUint16Array } from '../shape/kind.js'
import { channelsOf, type Shape } from '../shape/shape.js'
import type { Tensor } from '../shape/tensor.js'
import { type Augment, augmentationProblem, drawPlacement, placed } from './augmentation.js'
import type { AnyDataset, TargetDataset } from './dataset.js'
import { noClass } from './labels.js'
import { answerSize, cellsOf, type Target } from './target.js'

/** The classes of these samples, or of the cells of their maps one behind the other, `noClass` where a cell has none; undefined of other answers. */
export const classesAt = (samples: AnyDataset, indices: ArrayLike<number>, augment?: Augment): Uint16Array | undefined => {
  if (!('target' in samples)) return Uint16Array.from(indices, (index) => samples.labels[index] ?? 0)
  const { values } = samples.target
  return aUint16Array.is(values) ? keptAt(samples, values, indices, augment) : undefined
}

/** What a network is to answer to these samples, [indices.length, ...shape]: of a cell's class 1 there and 0 elsewhere, of no class 0 for all. */
export const targetsAt = (samples: TargetDataset<Shape>, indices: ArrayLike<number>, augment?: Augment): Tensor<[number, ...Shape]> => {
  const { shape, values } = samples.target
  const kept = keptAt(samples, values, indices, augment)
  return { shape: [indices.length, ...shape], values: aUint16Array.is(kept) ? oneHot(kept, channelsOf(shape)) : kept }
}

/** 1 at each class, 0 elsewhere; of what is no class all 0. */
export const oneHot = (labels: Uint16Array, classes: number): Float32Array => {
  const chances = new Float32Array(labels.length * classes)
  // a loop: of maps these are millions
  for (let at = 0; at < labels.length; at += 1) {
    const label = labels[at] as number
    if (label < classes) chances[at * classes + label] = 1
  }
  return chances
}

/** What is kept of these samples, one behind the other; what each of their cells has is moved. */
const keptAt = <Numbers extends Target['values']>(
  samples: TargetDataset<Shape>,
  kept: Numbers,
  indices: ArrayLike<number>,
  augment: Augment | undefined,
): Numbers => {
  const size = answerSize(samples.target)
  const wanted = new (kept.constructor as new (length: number) => Numbers)(indices.length * size)
  const move = augment && mover(samples, augment)
  for (let position = 0; position < indices.length; position += 1) {
    const index = indices[position] ?? -1
    const row = samples.rows[index] ?? 0
    const numbers = kept.subarray(row * size, (row + 1) * size) as Numbers
    wanted.set(move?.(numbers, index) ?? numbers, position * size)
  }
  return wanted
}

/** What the cells of a sample have where they are moved to, nothing marked and of no class beyond them; undefined of other answers. */
const mover = (
  { shape, target }: TargetDataset<Shape>,
  { augmentation, key }: Augment,
): (<Numbers extends Target['values']>(cells: Numbers, index: number) => Numbers) | undefined => {
  const map = cellsOf(target)
  if (map === undefined) return undefined
  const problem = augmentationProblem(augmentation, shape, target)
  if (problem !== undefined) return invariant(`batchAt: ${problem.field}: expected ${problem.expected}, found ${problem.found}`)
  const [height, width, channels] = map
  const [kept, beyond] = aUint16Array.is(target.values) ? [1, noClass] : [channels, 0]
  const border = new Float32Array(kept).fill(beyond)
  return (cells, index) => placed(cells, [height, width, kept], drawPlacement(augmentation, foldIn(key, index)), border)
}
