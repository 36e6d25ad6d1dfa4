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
        padding: fc.nat(Math.min(samples.shape[0] ?? 1, samples.shape[1] ?? 1) - 1),
        flip: fc.boolean(),
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
