import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import * as _ from '../../lib/data/dataset.js'
import { datasetParts } from './arbitraryDataset.js'

const parts = { shape: [2, 1], classes: 3, values: new Uint8Array(8), labels: Uint8Array.of(0, 1, 2, 0) } as const
const refusal = (changes: Partial<_.DatasetParts<readonly number[]>>): string =>
  E.match(_.datasetErrorMessage, () => 'accepted')(_.dataset<readonly number[]>({ ...parts, ...changes }))

describe('dataset', () => {
  it('keeps valid parts, without copying the values', () => {
    fc.assert(
      fc.property(datasetParts, (given) => {
        const made = _.dataset(given)
        expect(E.isRight(made)).toBe(true)
        if (E.isLeft(made)) return
        expect(made.right.values).toBe(given.values)
        expect(made.right.labels).toBe(given.labels)
        expect(_.sampleCount(made.right)).toBe(given.labels.length)
        expect([...made.right.rows]).toEqual(Array.from(given.labels, (_unused, row) => row))
      }),
    )
  })

  it('has the literal shape in its type', () => {
    const made: E.Either<_.DatasetError, _.Dataset<[2, 1]>> = _.dataset(parts)
    expect(E.isRight(made)).toBe(true)
  })

  it.each([
    [{ shape: [] }, 'data set: shape: expected positive integers, at least one, found []'],
    [{ shape: [2, 0] }, 'data set: shape: expected positive integers, at least one, found [2,0]'],
    [{ shape: [1.5] }, 'data set: shape: expected positive integers, at least one, found [1.5]'],
    [{ classes: 0 }, 'data set: classes: expected an integer from 1 to 256, found 0'],
    [{ classes: 257 }, 'data set: classes: expected an integer from 1 to 256, found 257'],
    [{ classes: Number.NaN }, 'data set: classes: expected an integer from 1 to 256, found NaN'],
    [{ labels: new Uint8Array(0), values: new Uint8Array(0) }, 'data set: samples: expected at least 1, found 0'],
    [{ labels: new Uint8Array(3) }, 'data set: values: expected 3 labels x [2,1] = 6 numbers, found 8'],
    [{ classes: 2 }, 'data set: labels: expected labels below 2, found 2 at sample 2'],
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
