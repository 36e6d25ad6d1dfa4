/** Six samples of three numbers, with every kind of answers, and a network for them. */
import { probabilities, severalLabels, vectors } from '../../lib/data/target.js'
import { targetDataset } from '../../lib/data/targetDataset.js'
import { linear } from '../../lib/layer/linear.js'
import { tanh } from '../../lib/layer/tanh.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import { arrayFrom } from '../engine/arbitraryArray.js'
import { right } from '../setup/answers.js'
import { learnable } from '../setup/samples.js'

export const count = 6
export const start = sequential(input(3), linear(3, 4), tanh, linear(4, 3))(key(2))
export const classed = learnable([3], 3, count)
export const { shape, labels } = classed
export const values = Float32Array.from(classed.values)
export const drawn = Float32Array.from(arrayFrom(9, [count, 3]).values)
export const bits = drawn.map((value) => (value > 0 ? 1 : 0))
const rows = Array.from({ length: count }, (_, at) => [...drawn.subarray(3 * at, 3 * at + 3)].map(Math.exp))
export const chances = Float32Array.from(rows.flatMap((row) => row.map((value) => value / row.reduce((sum, other) => sum + other, 0))))
const given = { shape, values, normalization: 'none' } as const
export const wanting = {
  vectors: right(targetDataset({ ...given, targets: vectors([3], drawn) })),
  soft: right(targetDataset({ ...given, targets: probabilities(3, chances) })),
  several: right(targetDataset({ ...given, targets: severalLabels(3, bits) })),
}
export const options = { epochs: 6, batchSize: count, learningRate: 0.1, key: key(0) } as const
