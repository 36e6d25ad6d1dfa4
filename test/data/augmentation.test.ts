import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as _ from '../../lib/data/augmentation.js'
import { batchAt } from '../../lib/data/batch.js'
import { dataset, sampleCount } from '../../lib/data/dataset.js'
import { foldIn, key } from '../../lib/random/key.js'
import type { MapShape } from '../../lib/shape/shape.js'
import { right } from '../setup/answers.js'
import { arbitraryDataset } from './arbitraryDataset.js'

const side = fc.integer({ min: 1, max: 6 })
/** Numbers that are all different, and none of them in the fill: where each one lands tells where it was taken from. */
const image = fc.tuple(side, side, fc.integer({ min: 1, max: 3 })).map((shape): { shape: MapShape; values: Float32Array } => ({
  shape,
  values: Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, (_unused, at) => at + 1),
}))
const fill = [-1, -2, -3]
const unmoved = { top: 0, left: 0, mirrored: false }
const placement = fc.record({ top: fc.integer({ min: -7, max: 7 }), left: fc.integer({ min: -7, max: 7 }), mirrored: fc.boolean() })

/** The border really put around the image, the part really cut out of it, its rows really turned around. */
const reference = (values: Float32Array, [height, width, channels]: MapShape, { top, left, mirrored }: _.Placement): readonly number[] => {
  const padding = 7
  const border = fill.slice(0, channels)
  const rows = Array.from({ length: height }, (_unused, y) =>
    Array.from({ length: width }, (_pixel, x) => [...values.subarray((y * width + x) * channels, (y * width + x + 1) * channels)]),
  )
  const empty = (count: number) => Array.from({ length: count }, () => border)
  const wide = [
    ...Array.from({ length: padding }, () => empty(width + 2 * padding)),
    ...rows.map((row) => [...empty(padding), ...row, ...empty(padding)]),
    ...Array.from({ length: padding }, () => empty(width + 2 * padding)),
  ]
  const part = wide.slice(padding + top, padding + top + height).map((row) => row.slice(padding + left, padding + left + width))
  return part.flatMap((row) => (mirrored ? row.toReversed() : row)).flat()
}

describe('placed', () => {
  it('is a part of the image with a border, mirrored or not', () => {
    fc.assert(
      fc.property(image, placement, ({ shape, values }, where) => {
        expect([..._.placed(values, shape, where, fill)]).toEqual(reference(values, shape, where))
      }),
    )
  })

  it('changes nothing where nothing moves, and mirrored twice is the image', () => {
    fc.assert(
      fc.property(image, ({ shape, values }) => {
        expect(_.placed(values, shape, unmoved, fill)).toEqual(values)
        const once = _.placed(values, shape, { ...unmoved, mirrored: true }, fill)
        expect(_.placed(once, shape, { ...unmoved, mirrored: true }, fill)).toEqual(values)
        if (shape[1] > 1) expect(once).not.toEqual(values)
      }),
    )
  })

  it('holds pixels of the image, each at most once, and the fill, channel by channel', () => {
    fc.assert(
      fc.property(image, placement, ({ shape, values }, where) => {
        const [, , channels] = shape
        const found = [..._.placed(values, shape, where, fill)]
        const taken = found.filter((value) => value > 0)
        expect(new Set(taken).size).toBe(taken.length)
        found.forEach((value, at) => {
          if (value > 0) expect((value - 1) % channels).toBe(at % channels)
          else expect(value).toBe(fill[at % channels])
        })
      }),
    )
  })
})

describe('drawPlacement', () => {
  it('is the identity for padding 0 and no flip, and moves by at most the padding', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(9), fc.boolean(), (seed, padding, flip) => {
        expect(_.drawPlacement({ crop: { padding: 0 } }, key(seed))).toEqual(unmoved)
        expect(_.drawPlacement({}, key(seed))).toEqual(unmoved)
        const { top, left, mirrored } = _.drawPlacement({ crop: { padding }, flip }, key(seed))
        for (const offset of [top, left]) expect(Number.isInteger(offset) && Math.abs(offset) <= padding).toBe(true)
        expect(mirrored && !flip).toBe(false)
      }),
    )
  })

  it('moves along each axis by its own padding, as far as one number for both does', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(9), fc.nat(9), (seed, high, wide) => {
        const { top, left } = _.drawPlacement({ crop: { padding: [high, wide] } }, key(seed))
        expect(top).toBe(_.drawPlacement({ crop: { padding: high } }, key(seed)).top)
        expect(left).toBe(_.drawPlacement({ crop: { padding: wide } }, key(seed)).left)
      }),
    )
  })

  it('is uniform over all offsets, mirrored and not', () => {
    const draws = 162 * 200
    const counts = new Map<string, number>()
    for (let draw = 0; draw < draws; draw += 1) {
      const where = JSON.stringify(_.drawPlacement({ crop: { padding: 4 }, flip: true }, foldIn(key(11), draw)))
      counts.set(where, (counts.get(where) ?? 0) + 1)
    }
    expect(counts.size).toBe(9 * 9 * 2)
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 200) ** 2 / 200, 0)
    // 161 degrees of freedom: a uniform draw is above 233 once in 10,000 keys, below 100 as rarely.
    expect(chiSquare).toBeLessThan(233)
    expect(chiSquare).toBeGreaterThan(100)
  })
})

const papers: _.Augmentation = { crop: { padding: 4 }, flip: true }
const maps = arbitraryDataset.filter(({ shape }) => shape.length === 3)

describe('batchAt with an augmentation', () => {
  const crops = fc.record(
    { padding: fc.constant(0), fill: fc.constantFrom<'black' | 'mean'>('black', 'mean') },
    { requiredKeys: ['padding'] },
  )
  const augmentations = maps.chain((samples) =>
    fc
      .record({
        crop: crops,
        padding: fc.oneof(
          fc.nat(Math.min(samples.shape[0] ?? 1, samples.shape[1] ?? 1) - 1),
          fc.tuple(fc.nat((samples.shape[0] ?? 1) - 1), fc.nat((samples.shape[1] ?? 1) - 1)),
        ),
        flip: samples.shape[1] === 1 ? fc.constant(false) : fc.boolean(),
        seed: fc.integer(),
      })
      .map(({ crop, padding, flip, seed }) => ({
        samples,
        augment: { augmentation: { crop: { ...crop, padding }, flip }, key: key(seed) },
      })),
  )

  it('is each normalized sample placed by the key and its index, whatever else is in the batch', () => {
    fc.assert(
      fc.property(augmentations, fc.array(fc.nat(1000), { minLength: 1, maxLength: 5 }), ({ samples, augment }, raw) => {
        const indices = raw.map((index) => index % sampleCount(samples))
        const { normalization } = samples
        const black = normalization.mean.map((mean, channel) =>
          Math.fround(Math.fround(0 - Math.fround(mean)) / Math.fround(normalization.deviation[channel]!)),
        )
        const border = augment.augmentation.crop.fill === 'mean' ? black.map(() => 0) : black
        const expected = indices.map((index) => {
          const where = _.drawPlacement(augment.augmentation, foldIn(augment.key, index))
          return [..._.placed(batchAt(samples, [index]).input.values, samples.shape as MapShape, where, border)]
        })
        const batch = batchAt(samples, indices, augment)
        expect([...batch.input.values]).toEqual(expected.flat())
        expect(batch.labels).toEqual(batchAt(samples, indices).labels)
      }),
    )
  })

  it('shifts signals in time, each as it was drawn, and mirrors none', () => {
    const values = Float32Array.from({ length: 40 }, (_unused, at) => at + 1)
    const signals = right(dataset({ shape: [20, 1, 1], classes: 1, values, labels: new Uint8Array(2), normalization: 'none' }))
    const shifts = Array.from({ length: 60 }, (_unused, seed) => {
      const [first = 0, ...others] = batchAt(signals, [0], { augmentation: { crop: { padding: [3, 0] } }, key: key(seed) }).input.values
      const start = first === 0 ? others.findIndex((value) => value > 0) + 1 : 0
      const shift = first === 0 ? -start : first - 1
      const expected = Array.from({ length: 20 }, (_value, at) => (at + shift >= 0 && at + shift < 20 ? at + shift + 1 : 0))
      expect([first, ...others]).toEqual(expected)
      return shift
    })
    expect(new Set(shifts)).toEqual(new Set([-3, -2, -1, 0, 1, 2, 3]))
    expect(() => batchAt(signals, [0], { augmentation: { flip: true }, key: key(0) })).toThrow(
      'batchAt: augmentation.flip: expected samples of width 2 or more, which have a left and a right, found [20,1,1]',
    )
    expect(_.augmentationProblem({ flip: false }, signals.shape)).toBeUndefined()
  })

  it('says which padding samples can have', () => {
    const found = (padding: number | readonly [number, number], ...shape: MapShape) => _.augmentationProblem({ crop: { padding } }, shape)
    const field = 'augmentation.crop.padding'
    expect(found(6, 6, 6, 1)).toEqual({ field, expected: 'a whole number from 0 to 5', found: 6 })
    const both = 'a whole number from 0 to 0, or [vertical, horizontal] up to [19,0]'
    expect(found(3, 20, 1, 1)).toEqual({ field, expected: both, found: 3 })
    const pair = 'whole numbers [vertical, horizontal] from [0,0] to [19,0]'
    for (const padding of [
      [20, 0],
      [3, 1],
      [-1, 0],
      [0.5, 0],
    ] as const)
      expect(found(padding, 20, 1, 1)).toEqual({ field, expected: pair, found: `[${padding}]` })
    expect(found([19, 0], 20, 1, 1)).toBeUndefined()
  })

  it('draws again for another sample and another key', () => {
    const values = Uint8Array.from({ length: 2 * 16 * 16 }, (_unused, at) => at % 256)
    const twice = right(dataset({ shape: [16, 16, 1], classes: 1, values, labels: new Uint8Array(2) }))
    const of = (index: number, seed: number) => batchAt(twice, [index], { augmentation: papers, key: key(seed) }).input.values
    expect(of(0, 1)).toEqual(of(0, 1))
    expect(of(0, 1)).not.toEqual(of(1, 1))
    expect(of(0, 1)).not.toEqual(of(0, 2))
  })

  it('throws where samples are no maps: no program that typechecks its data gets there', () => {
    const features = right(dataset({ shape: [2], classes: 1, values: new Uint8Array(2), labels: new Uint8Array(1) }))
    expect(() => batchAt(features, [0], { augmentation: papers, key: key(0) })).toThrow(
      'narrownet: batchAt: augmentation: expected samples that are maps [height,width,channels], found [2]',
    )
  })
})

describe('augmentationProblem', () => {
  it.each([
    [papers, [32, 32, 3], undefined],
    [{}, [32, 32, 3], undefined],
    [{ crop: { padding: 4, fill: 'mean' } }, [5, 9, 1], undefined],
    [papers, [784], 'augmentation'],
    [{ crop: { padding: 4 } }, [4, 9, 1], 'augmentation.crop.padding'],
    [{ crop: { padding: -1 } }, [9, 9, 1], 'augmentation.crop.padding'],
    [{ crop: { padding: 0.5 } }, [9, 9, 1], 'augmentation.crop.padding'],
    [{ crop: { padding: Number.NaN } }, [9, 9, 1], 'augmentation.crop.padding'],
  ] satisfies [_.Augmentation, readonly number[], string | undefined][])('%j of samples %j: %s', (augmentation, shape, field) => {
    expect(_.augmentationProblem(augmentation, shape)?.field).toBe(field)
  })
})
