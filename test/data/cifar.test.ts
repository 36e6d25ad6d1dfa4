import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { batchAt } from '../../lib/data/batch.js'
import * as _ from '../../lib/data/cifar.js'
import { type Dataset, measuredNormalization, sampleCount } from '../../lib/data/dataset.js'
import type { NamedBytes } from '../../lib/data/fileError.js'
import { errorMessage } from '../../lib/errorMessage.js'
import { right } from '../setup/answers.js'
import { encodeCifar } from '../reference/encodeCifar.js'
import { shared } from '../setup/shared.js'

const label = fc.nat({ max: 9 })
const coarseAndFine = fc.tuple(fc.nat({ max: 19 }), fc.nat({ max: 99 }))
// A short pattern, repeated: what matters is where each byte lands.
const pixelsOf = (count: number): fc.Arbitrary<Uint8Array> =>
  fc
    .uint8Array({ minLength: 7, maxLength: 97 })
    .map((pattern) => Uint8Array.from({ length: count * 3072 }, (_unused, at) => pattern[at % pattern.length] ?? 0))
const records = <Labels>(labels: fc.Arbitrary<Labels>) =>
  fc
    .array(labels, { minLength: 1, maxLength: 3 })
    .chain((of) => pixelsOf(of.length).map((values) => ({ labels: of, values, count: of.length })))

const named = (files: readonly Uint8Array[]): readonly NamedBytes[] => files.map((bytes, at) => ({ name: `file ${at}`, bytes }))
const refusal = (made: ReturnType<typeof _.cifar10Dataset>): string => E.match(errorMessage, () => 'accepted')(made)

describe('cifar10Dataset', () => {
  it('inverts the encoder, file after file', () => {
    fc.assert(
      fc.property(fc.array(records(label), { minLength: 1, maxLength: 3 }), (files) => {
        const encoded = files.map(({ labels, values }) =>
          encodeCifar(
            labels.map((each) => [each]),
            values,
          ),
        )
        const samples = right(_.cifar10Dataset(named(encoded)))
        expect(samples).toMatchObject({ shape: [32, 32, 3], classes: 10, normalization: _.cifarNormalization })
        expect([...samples.labels]).toEqual(files.flatMap(({ labels }) => labels))
        expect(Buffer.from(samples.values).equals(Buffer.concat(files.map(({ values }) => values)))).toBe(true)
      }),
    )
  })

  it('reads inside a larger buffer, and keeps none of the given bytes', () => {
    const valid = encodeCifar([[3]], new Uint8Array(3072).fill(9))
    const padded = Buffer.concat([Buffer.alloc(5, 255), valid, Buffer.alloc(5, 255)])
    const samples = right(_.cifar10Dataset(named([padded.subarray(5, 5 + valid.length)])))
    padded.fill(0)
    expect(samples).toEqual(right(_.cifar10Dataset(named([valid]))))
  })

  it('is seen through the papers’ normalization, each channel by its own, or through another', () => {
    const grey = named([encodeCifar([[0]], new Uint8Array(3072).fill(51))])
    const seen = [0.4914, 0.4822, 0.4465].map((mean, channel) => (0.2 - mean) / [0.2023, 0.1994, 0.201][channel]!)
    const first = [...batchAt(right(_.cifar10Dataset(grey)), [0]).input.values.slice(0, 6)]
    first.forEach((value, at) => expect(value).toBeCloseTo(seen[at % 3]!, 6))
    expect(batchAt(right(_.cifar10Dataset(grey, { normalization: 'none' })), [0]).input.values[0]).toBe(Math.fround(0.2))
    expect(refusal(_.cifar10Dataset(grey, { normalization: { mean: [0], deviation: [1] } }))).toBe(
      'data set: normalization: expected a finite mean and a positive deviation for each of 3 channels, found 1 means',
    )
  })

  const valid = encodeCifar([[0], [9]], new Uint8Array(2 * 3072).fill(200))
  it.each([
    ['an empty file', [valid, new Uint8Array(0)], 'file 1: length: expected records of 3073 bytes, at least one, found 0 bytes'],
    ['a cut file', [valid.slice(0, -1)], 'file 0: length: expected records of 3073 bytes, at least one, found 6145 bytes'],
    [
      'trailing bytes',
      [valid, Uint8Array.of(...valid, 0)],
      'file 1: length: expected records of 3073 bytes, at least one, found 6147 bytes',
    ],
    ['CIFAR-100', [new Uint8Array(3074)], 'file 0: length: expected records of 3073 bytes, at least one, found 3074 bytes'],
    ['a label out of range', [valid, valid.with(3073, 10)], 'file 1: label: expected 0 to 9, found 10 in record 1'],
    ['no files', [], 'data set: samples: expected at least 1, found 0'],
  ])('refuses %s', (_name, files, message) => {
    expect(refusal(_.cifar10Dataset(named(files)))).toBe(message)
  })

  // Pixels carry no checksum, so a mutation of those is a valid file with that pixel.
  it('refuses every other mutation: 2000 flips, cuts and extensions', () => {
    const mutation = fc.oneof(
      fc.tuple(fc.nat(valid.length - 1), fc.nat(255)).map(([offset, value]) => valid.with(offset, value)),
      fc.tuple(fc.constantFrom(0, 3073), fc.nat(255)).map(([offset, value]) => valid.with(offset, value)),
      fc.nat(valid.length - 1).map((length) => valid.slice(0, length)),
      fc.uint8Array({ minLength: 1, maxLength: 40 }).map((tail) => Uint8Array.of(...valid, ...tail)),
    )
    fc.assert(
      fc.property(mutation, (bytes) => {
        const whole = bytes.length > 0 && bytes.length % 3073 === 0
        const labels = whole ? Array.from({ length: bytes.length / 3073 }, (_unused, record) => bytes[record * 3073] ?? 0) : []
        const made = _.cifar10Dataset(named([bytes]))
        if (whole && labels.every((each) => each < 10)) expect([...right(made).labels]).toEqual(labels)
        else expect(made).toMatchObject({ left: { _tag: 'CifarError', name: 'file 0', field: whole ? 'label' : 'length' } })
      }),
      { numRuns: 2000 },
    )
  })
})

describe('cifar100Dataset', () => {
  it('inverts the encoder, with fine labels or coarse ones', () => {
    fc.assert(
      fc.property(records(coarseAndFine), ({ labels, values }) => {
        const files = named([encodeCifar(labels, values)])
        const fine = right(_.cifar100Dataset(files))
        const coarse = right(_.cifar100Dataset(files, { labels: 'coarse' }))
        expect([fine.classes, coarse.classes]).toEqual([100, 20])
        expect([fine.classNames[53], coarse.classNames[19]]).toEqual(['orange', 'vehicles_2'])
        expect([new Set(fine.classNames).size, new Set(coarse.classNames).size]).toEqual([100, 20])
        expect([...fine.labels]).toEqual(labels.map((each) => each[1]))
        expect([...coarse.labels]).toEqual(labels.map((each) => each[0]))
        expect(Buffer.from(fine.values).equals(values)).toBe(true)
        expect(coarse.values).toEqual(fine.values)
      }),
    )
  })

  const valid = encodeCifar([[19, 99]], new Uint8Array(3072))
  it.each([
    ['a coarse label', 0, 20, 'file 0: coarse label: expected 0 to 19, found 20 in record 0'],
    ['a fine label', 1, 100, 'file 0: fine label: expected 0 to 99, found 100 in record 0'],
  ])('refuses %s out of range, whichever is asked for', (_name, offset, value, message) => {
    for (const labels of ['fine', 'coarse'] as const)
      expect(refusal(_.cifar100Dataset(named([valid.with(offset, value)]), { labels }))).toBe(message)
  })

  it('refuses CIFAR-10', () => {
    expect(refusal(_.cifar100Dataset(named([new Uint8Array(3073)])))).toBe(
      'file 0: length: expected records of 3074 bytes, at least one, found 3073 bytes',
    )
  })
})

const unpacker = shared === undefined ? undefined : `${shared}data/unpack-cifar-10`
if (unpacker === undefined) console.warn('CIFAR-10 itself is not tested: ../shared is absent')

describe.skipIf(unpacker === undefined)('CIFAR-10 itself', () => {
  let folder = ''
  let missing: string | undefined
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'narrownet-cifar-10-'))
    try {
      execFileSync(unpacker ?? '', [folder], { stdio: 'pipe' })
    } catch (error) {
      missing = `CIFAR-10 itself is not tested: ${String(error)}`
      console.warn(missing)
    }
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const load = (names: readonly string[]): Dataset<_.CifarShape> =>
    right(_.cifar10Dataset(names.map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(folder, name))) }))))
  const histogram = (labels: Uint16Array): readonly number[] =>
    Array.from({ length: 10 }, (_unused, of) => labels.filter((each) => each === of).length)

  it('has 50,000 training samples, 5,000 of each class, with the known means and deviations', ({ skip }) => {
    if (missing !== undefined) return skip(missing)
    const training = load([1, 2, 3, 4, 5].map((part) => `data_batch_${part}.bin`))
    expect(sampleCount(training)).toBe(50_000)
    expect(histogram(training.labels)).toEqual(Array(10).fill(5000))
    // The pixels went through JPEG, which moves the third decimal.
    const known = { mean: [0.4914, 0.4822, 0.4465], deviation: [0.247, 0.2435, 0.2616] }
    const found = measuredNormalization(training)
    for (const moment of ['mean', 'deviation'] as const)
      known[moment].forEach((value, channel) => expect(Math.abs((found[moment][channel] ?? 0) - value)).toBeLessThan(2e-3))
  })

  it('has 10,000 test samples, 1,000 of each class', ({ skip }) => {
    if (missing !== undefined) return skip(missing)
    const test = load(['test_batch.bin'])
    expect(sampleCount(test)).toBe(10_000)
    expect(histogram(test.labels)).toEqual(Array(10).fill(1000))
  })
})
