/** Criteria by gradients where cells of maps may have no class: in batches of any size, against float64. */
import { describe, expect, test } from 'vitest'
import { cellClasses } from '../../lib/data/cellClasses.js'
import { targetDataset } from '../../lib/data/targetDataset.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { relu } from '../../lib/layer/relu.js'
import { arraysOf } from '../../lib/network/arrays.js'
import { input, sequential } from '../../lib/network/sequential.js'
import { candidatesOf, type Criterion } from '../../lib/pruning/criterion.js'
import { gradientTimesWeight } from '../../lib/pruning/gradientTimesWeight.js'
import { taylorScore } from '../../lib/pruning/taylorScore.js'
import { key } from '../../lib/random/key.js'
import { arrayFrom } from '../engine/arbitraryArray.js'
import { describeOnBackends } from '../engine/backends.js'
import { logSoftmax } from '../reference/losses.js'
import { type Arrays, run } from '../reference/network.js'
import { right } from '../setup/answers.js'

const [count, cells, classes, width] = [5, 6, 3, 4]
const network = sequential(
  input(2, 3, 2),
  conv2d(2, width, { kernelSize: 1, bias: true }),
  relu,
  conv2d(width, classes, { bias: true }),
)(key(3))
const values = Float32Array.from(arrayFrom(5, [count, 2, 3, 2]).values)
/** Of the first sample all cells have a class, of the next one, none, four and two. */
const labels = Array.from({ length: count * cells }, (_, cell) =>
  cell % cells < [6, 1, 0, 4, 2][Math.floor(cell / cells)]! ? (cell * 7) % classes : 255,
)
const samples = right(
  targetDataset({
    shape: [2, 3, 2],
    values,
    targets: right(cellClasses(classes, labels, { map: [2, 3], unlabeled: 255 })),
    normalization: 'none',
  }),
)
const first: Arrays = Object.fromEntries(arraysOf(network).map(({ path, values: array }) => [path, Float64Array.from(array)]))

/** Of each cell that has a class, by sample. */
const lossesOf = (arrays: Arrays): readonly (readonly number[])[] => {
  const { output } = run(network.nodes, arrays, { shape: [count, 2, 3, 2], values: Float64Array.from(values) }, undefined)
  const rows = { shape: [count * cells, classes], values: output.values }
  return Array.from({ length: count }, (_, sample) =>
    labels
      .slice(sample * cells, (sample + 1) * cells)
      .flatMap((label, cell) => (label === 255 ? [] : [-logSoftmax(rows, sample * cells + cell, label)])),
  )
}
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0) / Math.max(numbers.length, 1)
const h = 1e-6
const moved = (path: string, by: (value: number, at: number) => number): Arrays => ({ ...first, [path]: first[path]!.map(by) })

/** By a gate in front of the second convolution, sample by sample. */
const taylor = Array.from({ length: width }, (_, channel) => {
  const gated = (by: number) =>
    lossesOf(moved('2.weight', (value, at) => (Math.floor(at / classes) % width === channel ? value * (1 + by) : value))).map(mean)
  const [above, below] = [gated(h), gated(-h)]
  return mean(above.map((loss, sample) => ((loss - below[sample]!) / (2 * h)) ** 2))
})
const byWeights = Array.from({ length: width }, (_, channel) =>
  first['0.weight']!.reduce((sum, weight, at) => {
    if (at % width !== channel) return sum
    const loss = (by: number): number => mean(lossesOf(moved('0.weight', (value, place) => (place === at ? value + by : value))).flat())
    return sum + Math.abs((weight * (loss(h) - loss(-h))) / (2 * h))
  }, 0),
)

describeOnBackends('criteria of cells, some of no class', (backend) => {
  describe.each([
    ['Taylor', taylorScore, taylor],
    ['weights times gradients', gradientTimesWeight, byWeights],
  ] as const)('%s', (_name, score, expected) => {
    const scoresIn = async (batchSize: number): Promise<readonly number[]> => {
      const criterion: Criterion<unknown> = right(await score(backend(), network, samples as never, { batchSize })())
      return right(criterion.score(candidatesOf(network)[0]!))
    }

    test('are those of float64, in batches of any size', async () => {
      for (const batchSize of [1, 2, count])
        for (const [channel, found] of (await scoresIn(batchSize)).entries())
          expect(Math.abs(found - expected[channel]!)).toBeLessThanOrEqual(1e-5 * expected[channel]!)
    })
  })
})
