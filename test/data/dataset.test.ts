import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { batchAt } from '../../lib/data/batch.js'
import * as _ from '../../lib/data/dataset.js'
import { type DatasetError, datasetErrorMessage } from '../../lib/data/samples.js'
import { vectors } from '../../lib/data/target.js'
import { targetDataset } from '../../lib/data/targetDataset.js'
import { shuffle, take } from '../../lib/data/view.js'
import { key } from '../../lib/random/key.js'
import { right } from '../setup/answers.js'
import { datasetParts } from './arbitraryDataset.js'

const parts = { shape: [2, 1], classes: 3, values: new Uint8Array(8), labels: Uint8Array.of(0, 1, 2, 0) } as const
const refusal = (changes: Partial<_.DatasetParts<readonly number[]>>): string =>
  E.match(datasetErrorMessage, () => 'accepted')(_.dataset<readonly number[]>({ ...parts, ...changes }))

describe('dataset', () => {
  it('keeps valid parts, without copying the values', () => {
    fc.assert(
      fc.property(datasetParts, (given) => {
        const made = _.dataset(given)
        expect(E.isRight(made)).toBe(true)
        if (E.isLeft(made)) return
        expect(made.right.values).toBe(given.values)
        expect(made.right.labels).toEqual(Uint16Array.from(given.labels))
        expect(_.sampleCount(made.right)).toBe(given.labels.length)
        expect([...made.right.rows]).toEqual(Array.from(given.labels, (_unused, row) => row))
      }),
    )
  })

  it('takes labels in any array of integers, up to 65,536 classes', () => {
    const wanted = Uint16Array.of(0, 300, 65_535, 7)
    const arrays = [
      [...wanted],
      wanted,
      Uint32Array.from(wanted),
      Int32Array.from(wanted),
      Float64Array.from(wanted),
      BigInt64Array.from(wanted, (label) => BigInt(label)),
    ]
    for (const labels of arrays) {
      const made = right(_.dataset({ ...parts, classes: 65_536, labels }))
      expect(made.labels).toEqual(wanted)
      expect(batchAt(made, [3, 2, 1, 0]).labels).toEqual(wanted.toReversed())
      expect(shuffle(key(0))(made).labels.toSorted()).toEqual(wanted.toSorted())
      expect(right(take(2)(made)).labels).toEqual(Uint16Array.of(0, 300))
    }
  })

  it('refuses a 64-bit label that is no class', () => {
    expect(refusal({ labels: BigInt64Array.of(0n, 1n, 2n ** 60n, 0n) })).toBe(
      'data set: labels: expected whole numbers from 0 to 2, found 1152921504606846976 at sample 2',
    )
  })

  it('takes the bytes of a canvas, which are clamped, as bytes in the same memory', () => {
    const values = new Uint8ClampedArray(10).subarray(2)
    const made = right(_.dataset({ ...parts, values }))
    expect(made.values).toBeInstanceOf(Uint8Array)
    expect([made.values.buffer, made.values.byteOffset, made.values.length]).toEqual([values.buffer, 2, 8])
    expect(right(targetDataset({ shape: [2, 1], values, targets: vectors([1], [1, 2, 3, 4]) })).values).toEqual(made.values)
  })

  it('keeps its labels when the array they came from changes', () => {
    const labels = Uint16Array.of(0, 1, 2, 0)
    const made = right(_.dataset({ ...parts, labels }))
    labels.fill(9)
    expect(made.labels).toEqual(Uint16Array.of(0, 1, 2, 0))
  })

  it('counts the names of its classes', () => {
    const made = right(_.dataset({ ...parts, classes: ['cat', 'dog', 'fox'] }))
    expect(made).toMatchObject({ classes: 3, classNames: ['cat', 'dog', 'fox'] })
    expect(right(_.dataset(parts)).classNames).toEqual(['0', '1', '2'])
  })

  it('has the literal shape in its type', () => {
    const made: E.Either<DatasetError, _.Dataset<[2, 1]>> = _.dataset(parts)
    expect(E.isRight(made)).toBe(true)
  })

  it.each([
    [{ shape: [] }, 'data set: shape: expected positive integers, at least one, found []'],
    [{ shape: [2, 0] }, 'data set: shape: expected positive integers, at least one, found [2,0]'],
    [{ shape: [1.5] }, 'data set: shape: expected positive integers, at least one, found [1.5]'],
    [{ classes: 0 }, 'data set: classes: expected an integer from 1 to 65536, found 0'],
    [{ classes: 65_537 }, 'data set: classes: expected an integer from 1 to 65536, found 65537'],
    [{ classes: [] }, 'data set: classes: expected an integer from 1 to 65536, found 0'],
    [{ classes: Number.NaN }, 'data set: classes: expected an integer from 1 to 65536, found NaN'],
    [{ labels: new Uint8Array(0), values: new Uint8Array(0) }, 'data set: samples: expected at least 1, found 0'],
    [{ labels: new Uint8Array(3) }, 'data set: values: expected 3 labels x [2,1] = 6 numbers, found 8'],
    [{ classes: 2 }, 'data set: labels: expected whole numbers from 0 to 1, found 2 at sample 2'],
    [{ classes: ['cat', 'dog'] }, 'data set: labels: expected whole numbers from 0 to 1, found 2 at sample 2'],
    [{ labels: [0, 1, 2, -1] }, 'data set: labels: expected whole numbers from 0 to 2, found -1 at sample 3'],
    [{ labels: Int32Array.of(0, -5, 2, 0) }, 'data set: labels: expected whole numbers from 0 to 2, found -5 at sample 1'],
    [{ labels: [0, 2.5, 2, 0] }, 'data set: labels: expected whole numbers from 0 to 2, found 2.5 at sample 1'],
    [{ labels: [Number.NaN, 0, 0, 0] }, 'data set: labels: expected whole numbers from 0 to 2, found NaN at sample 0'],
    [{ labels: [0, 0, 0, 65_536] }, 'data set: labels: expected whole numbers from 0 to 2, found 65536 at sample 3'],
    [{ values: new Float32Array(8).fill(Number.NaN, 5, 6) }, 'data set: values: expected finite numbers, found NaN in sample 2'],
    [
      { normalization: { mean: [0], deviation: [0] } },
      'data set: normalization: expected a finite mean and a positive deviation for each of 1 channels, found deviation 0 in channel 0',
    ],
    [
      { normalization: { mean: [0, 0], deviation: [1, 1] } },
      'data set: normalization: expected a finite mean and a positive deviation for each of 1 channels, found 2 means',
    ],
  ])('refuses %j', (changes, message) => {
    expect(refusal(changes)).toBe(message)
  })
})

describe('withNormalization', () => {
  it('replaces the normalization and nothing else', () => {
    const made = E.toUnion(_.dataset(parts)) as _.Dataset<[2, 1]>
    const normalization = { mean: [0.5], deviation: [0.25] }
    expect(_.withNormalization(normalization)(made)).toEqual(E.right({ ...made, normalization }))
    expect(E.isLeft(_.withNormalization({ mean: [], deviation: [] })(made))).toBe(true)
  })
})
