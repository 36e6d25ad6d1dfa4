import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { batchAt } from '../../lib/data/batch.js'
import { sampleCount } from '../../lib/data/dataset.js'
import { datasetLike } from '../../lib/data/datasetLike.js'
import { cellClasses } from '../../lib/data/cellClasses.js'
import { datasetErrorMessage } from '../../lib/data/samples.js'
import { probabilities, severalLabels, type Target, vectors } from '../../lib/data/target.js'
import * as _ from '../../lib/data/targetDataset.js'
import { compact, select, shuffle, splitAt, take } from '../../lib/data/view.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'

const values = Uint8Array.from({ length: 8 }, (_unused, at) => at)
const refusal = (targets: Target, given: Partial<_.TargetDatasetParts<readonly number[], Target>> = {}): string =>
  E.match(datasetErrorMessage, () => 'accepted')(_.targetDataset<readonly number[], Target>({ shape: [2], values, targets, ...given }))
const pairs = right(_.targetDataset({ shape: [2], values, targets: vectors([1, 2], [0, 1, 10, 11, 20, 21, 30, 31]) }))
const wantedOf = (samples: typeof pairs): readonly number[] =>
  [...batchAt(samples, [...samples.rows.keys()]).targets.values].filter((_unused, at) => at % 2 === 0)

describe('targetDataset', () => {
  it('keeps what is right', () => {
    expect(refusal(vectors([3], new Float32Array(12).fill(-7)))).toBe('accepted')
    expect(refusal(probabilities(2, [0.5, 0.5, 1, 0, 0.25, 0.75, 0.1, 0.9]))).toBe('accepted')
    expect(refusal(severalLabels(['red', 'round'], [0, 0, 1, 1, 0, 1, 1, 0]))).toBe('accepted')
    expect(pairs.target.shape).toEqual([1, 2])
    expect(refusal(probabilities(2, [0.5, 0.5, 1, 0, 0.25, 0.75, 0.1, 0.9, 1, 0, 0, 1, 0, 1, 1, 0], { map: [1, 2] }))).toBe('accepted')
    expect(right(cellClasses(['ground', 'disc'], [0, 1n, 1, 0], { map: [2, 2] }))).toEqual({
      ...probabilities(['ground', 'disc'], [], { map: [2, 2] }),
      values: Uint16Array.of(0, 1, 1, 0),
    })
    for (const [given, unlabeled] of [
      [Uint8Array.of(0, 255, 1, 255), 255],
      [Int8Array.of(0, -1, 1, -1), -1],
      [BigInt64Array.of(0n, -100n, 1n, -100n), -100],
      [[0, 2, 1, 2], 2],
    ] as const)
      expect(right(cellClasses(2, given, { map: [2, 2], unlabeled }))).toMatchObject({
        values: Uint16Array.of(0, 65_535, 1, 65_535),
        unlabeled,
      })
  })

  it('keeps no cell of the class that unlabeled names', () => {
    expect(right(cellClasses(3, [0, 1, 2, 1], { map: [2, 2], unlabeled: 1 })).values).toEqual(Uint16Array.of(0, 65_535, 2, 65_535))
  })

  it('gives a batch 1 for the class of a cell, and of no class 0 for all', () => {
    const targets = right(cellClasses(3, [2, 255, 0, 1, 255, 255], { map: [1, 3], unlabeled: 255 }))
    const samples = right(_.targetDataset({ shape: [1, 3, 1], values: new Float32Array(6), targets, normalization: 'none' }))
    expect(batchAt(samples, [1, 0]).targets).toEqual({
      shape: [2, 1, 3, 3],
      values: Float32Array.of(0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0),
    })
    const parts = [right(select([1, 0])(samples)), compact(right(select([1, 0])(samples)))]
    for (const part of parts) expect(batchAt(part, [0, 1]).targets).toEqual(batchAt(samples, [1, 0]).targets)
    expect(parts[1]?.target).toEqual({ ...targets, values: Uint16Array.of(1, 65_535, 65_535, 2, 65_535, 0) })
  })

  it('says what is wrong, and where', () => {
    expect(refusal(vectors([2], [1, 2, 3, 4, 5, 6, 7]))).toBe('data set: targets: expected 3 samples x [2] = 6 numbers, found 7')
    expect(refusal(vectors([1], [1, 2, 3]))).toBe('data set: values: expected 3 targets x [2] = 6 numbers, found 8')
    expect(refusal(vectors([1], [1, Number.NaN, 3, 4]))).toBe('data set: targets: expected finite numbers, found NaN at sample 1')
    expect(refusal(vectors([], [1]))).toBe('data set: targets: expected a shape of positive integers, at least one, found []')
    expect(refusal(vectors([1], []))).toBe('data set: samples: expected at least 1, found 0')
    expect(refusal(probabilities(2, [0.5, 0.5, 1.5, -0.5]))).toBe('data set: targets: expected numbers from 0 to 1, found 1.5 at sample 1')
    expect(refusal(probabilities(2, [0.5, 0.5, 0.5, 0.25]))).toBe(
      'data set: targets: expected probabilities that are together 1, found 0.75 at sample 1',
    )
    expect(refusal(probabilities(2, [0.5, 0.5, 1, 0, 0.5, 0.5, 0.5, 0.25], { map: [1, 2] }))).toBe(
      'data set: targets: expected probabilities that are together 1, found 0.75 at sample 1, cell 1',
    )
    const indicesRefused = (indices: ArrayLike<number>, classes = 3): string =>
      E.match(datasetErrorMessage, () => 'accepted')(cellClasses(classes, indices, { map: [1, 2] }))
    expect(indicesRefused(Uint8Array.of(0, 1, 2, 255))).toBe(
      'data set: targets: expected whole numbers from 0 to 2 (unlabeled names another one for cells of no class), found 255 at sample 1, cell 1',
    )
    expect(indicesRefused([0, 1.5])).toBe(
      'data set: targets: expected whole numbers from 0 to 2 (unlabeled names another one for cells of no class), found 1.5 at sample 0, cell 1',
    )
    const partly = (indices: readonly number[], unlabeled: number): string =>
      E.match(datasetErrorMessage, () => 'accepted')(cellClasses(3, indices, { map: [1, 2], unlabeled }))
    expect(partly([0, 255, 1, 254], 255)).toBe(
      'data set: targets: expected whole numbers from 0 to 2, or 255 for no class, found 254 at sample 1, cell 1',
    )
    expect(partly([0, Number.NaN], 255)).toBe(
      'data set: targets: expected whole numbers from 0 to 2, or 255 for no class, found NaN at sample 0, cell 1',
    )
    expect(partly([0, 1], 2.5)).toBe('data set: unlabeled: expected a whole number, found 2.5')
    const forged = { ...right(cellClasses(3, [0, 1], { map: [1, 2] })), values: Uint16Array.of(0, 65_535) }
    expect(refusal(forged, { values: values.subarray(0, 2) })).toBe(
      'data set: targets: expected whole numbers from 0 to 2 (unlabeled names another one for cells of no class), found 65535 at sample 0, cell 1',
    )
    expect(refusal(right(cellClasses(3, [0, 1, 2], { map: [1, 2] })))).toBe(
      'data set: targets: expected 1 samples x [1,2] = 2 numbers, found 3',
    )
    expect(refusal(right(cellClasses(65_536, [0], { map: [1, 1] })))).toBe(
      'data set: targets: expected positive sizes of a map, and 1 to 65535 classes, found [1,1,65536]',
    )
    expect(refusal(right(cellClasses(0, [0, 0], { map: [1, 2] })))).toBe(
      'data set: targets: expected positive sizes of a map, and 1 to 65535 classes, found [1,2,0]',
    )
    expect(refusal(severalLabels(2, [0, 1, 0.5, 0]))).toBe('data set: targets: expected zeros and ones, found 0.5 at sample 1')
    expect(refusal(severalLabels(1, [], { map: [2, 0] }))).toBe(
      'data set: targets: expected positive sizes of a map, and 1 to 65536 labels, found [2,0,1]',
    )
    expect(() => cellClasses(2, [0], {} as never)).toThrow('narrownet: cellClasses: map is undefined, not [height, width]')
    expect(() => cellClasses(2, '01' as never, { map: [1, 1] })).toThrow(
      'narrownet: cellClasses: indices is "01", not a list or an array of integers',
    )
    expect(() => severalLabels(1, [], { map: [2] as never })).toThrow('narrownet: severalLabels: map is a list of 1, not [height, width]')
    expect(refusal(severalLabels(0, []))).toBe('data set: targets: expected 1 to 65536 labels, found [0]')
    expect(refusal(vectors([1], [1, 2, 3, 4]), { normalization: { mean: [0], deviation: [1] } })).toMatch(/^data set: normalization: /)
  })

  it('throws for what no compiler lets pass', () => {
    expect(() => vectors([1], 'abc' as never)).toThrow('narrownet: vectors: values is "abc", not a list or an array of numbers')
    expect(() => _.targetDataset({ shape: [1], values, targets: [1] as never })).toThrow(
      /^narrownet: targetDataset: targets is a list of 1/,
    )
    expect(() => batchAt({ ...pairs, target: { ...pairs.target, values: new Float32Array(3) } }, [0])).toThrow(/^narrownet: batchAt: /)
  })

  it('answers stay beside their samples in every part and order', () => {
    const ofSample = new Map([0, 1, 2, 3].map((sample) => [2 * sample, 10 * sample]))
    const sampleOf = (given: typeof pairs): readonly number[] => [...given.rows].map((row) => given.values[2 * row]!)
    const beside = (given: typeof pairs): void => expect(wantedOf(given)).toEqual(sampleOf(given).map((first) => ofSample.get(first)))
    const shuffled = shuffle(key(3))(pairs)
    const [first, second] = right(splitAt(1)(shuffled))
    const parts = [shuffled, first, second, right(take(2)(shuffled)), right(select([3, 3, 0])(pairs))]
    for (const part of parts) beside(part)
    for (const part of parts) beside(compact(part))
    expect(compact(second).target.values.length).toBe(6)
    expect(wantedOf(right(select([3, 3, 0])(pairs)))).toEqual([30, 30, 0])
  })

  it('makes more of its kind', () => {
    const more = right(datasetLike(pairs, { values: Uint8Array.of(9, 9), targets: [5, 6] }))
    expect(more.normalization).toEqual(pairs.normalization)
    expect(sampleCount(more)).toBe(1)
    expect(batchAt(more, [0]).targets).toEqual({ shape: [1, 1, 2], values: Float32Array.of(5, 6) })
    const soft = right(_.targetDataset({ shape: [2], values, targets: probabilities(['a', 'b'], [1, 0, 1, 0, 1, 0, 0, 1]) }))
    const odd = datasetLike(soft, { values: Uint8Array.of(9, 9), targets: [5, 6] })
    expect(E.mapLeft(datasetErrorMessage)(odd)).toEqual(E.left('data set: targets: expected numbers from 0 to 1, found 5 at sample 0'))
    const targets = right(cellClasses(['a', 'b'], [0, 1, 7, 0], { map: [1, 2], unlabeled: 7 }))
    const masks = right(_.targetDataset({ shape: [1, 2, 1], values: new Float32Array(4), targets }))
    const others = right(datasetLike(masks, { values: new Float32Array(2), targets: Uint8Array.of(7, 1) }))
    expect(others.target).toEqual({ ...targets, values: Uint16Array.of(65_535, 1) })
    expect(E.mapLeft(datasetErrorMessage)(datasetLike(masks, { values: new Float32Array(2), targets: [2, 1] }))).toEqual(
      E.left('data set: targets: expected whole numbers from 0 to 1, or 7 for no class, found 2 at sample 0, cell 0'),
    )
  })
})
