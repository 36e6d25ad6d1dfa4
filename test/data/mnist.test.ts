import { existsSync, readFileSync } from 'node:fs'
import { either as E, function as F } from 'fp-ts'
import { describe, expect, it } from 'vitest'
import { batchAt } from '../../lib/data/batch.js'
import { sampleCount } from '../../lib/data/dataset.js'
import { errorMessage } from '../../lib/errorMessage.js'
import * as _ from '../../lib/data/mnist.js'
import { compress } from '../reference/compress.js'
import { encodeIdx } from '../reference/encodeIdx.js'

const pixels = encodeIdx(
  [3, 28, 28],
  Uint8Array.from({ length: 3 * 784 }, (_unused, index) => index % 251),
)
const labels = encodeIdx([3], Uint8Array.of(7, 0, 9))
const read = (images: Uint8Array, classes: Uint8Array) =>
  _.mnistDataset({ name: 'images', bytes: images }, { name: 'labels', bytes: classes }, { normalization: 'none' })()
const refusal = async (images: Uint8Array, classes: Uint8Array): Promise<string> =>
  E.match(errorMessage, () => 'accepted')(await read(images, classes))

describe('mnistDataset', () => {
  it('pairs images and labels, plain or compressed', async () => {
    for (const [images, classes] of [
      [pixels, labels],
      [await compress(pixels), await compress(labels)],
    ] as const) {
      const samples = F.pipe(
        await read(images, classes),
        E.getOrElseW((error) => expect.fail(errorMessage(error))),
      )
      expect(samples.shape).toEqual([28, 28, 1])
      expect([...samples.labels]).toEqual([7, 0, 9])
      expect(batchAt(samples, [2]).input.values[5]).toBe(Math.fround(((2 * 784 + 5) % 251) / 255))
    }
  })

  it('names the file and the field that is wrong', async () => {
    expect(await refusal(labels, labels)).toBe('images: rank: expected 3: count, height, width, found 1')
    expect(await refusal(pixels, pixels)).toBe('labels: rank: expected 1: count, found 3')
    expect(await refusal(encodeIdx([3, 28, 27], new Uint8Array(3 * 28 * 27)), labels)).toBe(
      'images: size: expected images of 28 x 28, found 28 x 27',
    )
    expect(await refusal(pixels, encodeIdx([2], new Uint8Array(2)))).toBe('labels: count: expected 3 labels, as images has images, found 2')
    expect(await refusal(pixels, encodeIdx([3], Uint8Array.of(1, 10, 2)))).toBe(
      'labels: labels: expected labels from 0 to 9, found 10 at sample 1',
    )
    expect(await refusal(pixels.slice(0, -1), labels)).toContain('images: length')
  })

  it('passes on a normalization that does not fit', async () => {
    const normalization = { mean: [0.1, 0.2], deviation: [1, 1] }
    const made = await _.mnistDataset({ name: 'images', bytes: pixels }, { name: 'labels', bytes: labels }, { normalization })()
    expect(E.match(errorMessage, () => 'accepted')(made)).toContain('normalization: expected a finite mean')
  })
})

const folder = new URL('../../../shared/data/mnist/', import.meta.url)
const present = existsSync(new URL('train-images-idx3-ubyte.gz', folder))
if (!present) console.warn('MNIST itself is not tested: ../shared/data/mnist is absent')

describe.skipIf(!present)('MNIST itself', () => {
  const load = async (part: 'train' | 't10k') => {
    const file = (name: string) => ({ name, bytes: new Uint8Array(readFileSync(new URL(name, folder))) })
    const made = await _.mnistDataset(file(`${part}-images-idx3-ubyte.gz`), file(`${part}-labels-idx1-ubyte.gz`))()
    return F.pipe(
      made,
      E.getOrElseW((error) => expect.fail(errorMessage(error))),
    )
  }
  const histogram = (classes: Uint16Array): readonly number[] =>
    Array.from({ length: 10 }, (_unused, digit) => classes.filter((label) => label === digit).length)

  it('has 60,000 training samples with the known labels, mean and deviation', async () => {
    const samples = await load('train')
    expect(sampleCount(samples)).toBe(60_000)
    expect(histogram(samples.labels)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    expect(samples.normalization.mean[0]).toBeCloseTo(0.1307, 4)
    expect(samples.normalization.deviation[0]).toBeCloseTo(0.3081, 4)
  })

  it('has 10,000 test samples with the known labels', async () => {
    const samples = await load('t10k')
    expect(sampleCount(samples)).toBe(10_000)
    expect(histogram(samples.labels)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
  })
})
