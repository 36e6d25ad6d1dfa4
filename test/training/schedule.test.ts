import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as _ from '../../lib/training/schedule.js'
import { dropsOf } from './dropsOf.js'

const progress = (epoch: number, step = 0, epochs = 160, stepsPerEpoch = 10): _.Progress => ({ epoch, epochs, step, stepsPerEpoch })

describe('schedules at their corners', () => {
  test.each([
    [
      'constant',
      _.constantRate(0.3),
      [
        [0, 0.3],
        [159, 0.3],
      ],
    ],
    [
      'stepDecay',
      _.stepDecay({ rate: 1, every: 30 }),
      [
        [0, 1],
        [29, 1],
        [30, 0.1],
        [59, 0.1],
        [60, 0.01],
      ],
    ],
    [
      'multiStep',
      _.multiStep({ rate: 0.1, milestones: [80, 120] }),
      [
        [0, 0.1],
        [79, 0.1],
        [80, 0.01],
        [119, 0.01],
        [120, 0.001],
        [159, 0.001],
      ],
    ],
    [
      'multiStep without milestones',
      _.multiStep({ rate: 0.1, milestones: [] }),
      [
        [0, 0.1],
        [159, 0.1],
      ],
    ],
    [
      'multiStep, milestones in any order',
      _.multiStep({ rate: 1, milestones: [120, 80], factor: 0.5 }),
      [
        [79, 1],
        [80, 0.5],
        [120, 0.25],
      ],
    ],
    [
      'cosine',
      _.cosine({ rate: 2, final: 1 }),
      [
        [0, 2],
        [80, 1.5],
        [160, 1],
      ],
    ],
  ] as const)('%s', (_name, schedule, rates) => {
    for (const [epoch, rate] of rates) expect(schedule(progress(epoch))).toBeCloseTo(rate, 12)
  })

  test('stages drop where their ends are, rounded down, for any number of epochs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), (epochs) => {
        const drops = (stages: readonly number[]) => dropsOf({ epochs, learningRate: _.stagedDecay({ rate: 1, stages }) })
        const ends = (...all: readonly number[]) => [...new Set(all)].filter((end) => end > 0)
        expect(drops([2, 1, 1])).toEqual(ends((epochs - (epochs % 2)) / 2, (3 * epochs - ((3 * epochs) % 4)) / 4))
        expect(drops([1, 1, 1])).toEqual(ends((epochs - (epochs % 3)) / 3, (2 * epochs - ((2 * epochs) % 3)) / 3))
        expect(drops([7])).toEqual([])
      }),
    )
    const staged = _.stagedDecay({ rate: 0.1, stages: [2, 1, 1] })
    const milestones = _.multiStep({ rate: 0.1, milestones: [80, 120] })
    for (let epoch = 0; epoch < 160; epoch += 1) expect(staged(progress(epoch))).toBe(milestones(progress(epoch)))
  })

  test('cosine falls at every step, starts at the rate and ends just above its end', () => {
    const rates = Array.from({ length: 30 }, (_rate, at) => _.cosine({ rate: 0.1 })(progress(Math.floor(at / 10), at % 10, 3)))
    expect(rates[0]).toBe(0.1)
    rates.slice(1).forEach((rate, at) => void expect(rate).toBeLessThan(rates[at]!))
    expect(rates.at(-1)).toBeGreaterThan(0)
    expect(rates.at(-1)).toBeLessThan(0.001)
  })

  test('warm-up rises in equal steps, reaches the schedule on its last step, and leaves it alone after', () => {
    const schedule = _.warmUp(2, _.multiStep({ rate: 1, milestones: [3] }))
    const rates = Array.from({ length: 40 }, (_rate, at) => schedule(progress(Math.floor(at / 10), at % 10)))
    rates.slice(0, 20).forEach((rate, at) => void expect(rate).toBeCloseTo((at + 1) / 20, 12))
    expect(rates.slice(20)).toEqual([...Array(10).fill(1), ...Array(10).fill(0.1)])
    expect(_.warmUp(0, _.constantRate(1))(progress(0))).toBe(1)
    expect(_.warmUp(0.5, _.constantRate(1))(progress(0, 4))).toBe(1)
    expect(_.warmUp(0.5, _.constantRate(1))(progress(0, 3))).toBeCloseTo(0.8, 12)
  })

  test('every rate lies between 0 and the given one', () => {
    const at = fc
      .record({ epochs: fc.integer({ min: 1, max: 200 }), stepsPerEpoch: fc.integer({ min: 1, max: 50 }) })
      .chain(({ epochs, stepsPerEpoch }) =>
        fc.record({
          epochs: fc.constant(epochs),
          stepsPerEpoch: fc.constant(stepsPerEpoch),
          epoch: fc.nat({ max: epochs - 1 }),
          step: fc.nat({ max: stepsPerEpoch - 1 }),
        }),
      )
    fc.assert(
      fc.property(at, fc.double({ min: 1e-6, max: 1, noNaN: true }), (where, rate) => {
        for (const schedule of [
          _.stepDecay({ rate, every: 7 }),
          _.multiStep({ rate, milestones: [3, 9] }),
          _.stagedDecay({ rate, stages: [2, 1, 1] }),
          _.cosine({ rate }),
          _.warmUp(3, _.cosine({ rate })),
        ]) {
          expect(schedule(where)).toBeGreaterThanOrEqual(0)
          expect(schedule(where)).toBeLessThanOrEqual(rate)
        }
      }),
    )
  })

  test.each<[string, _.Schedule]>([
    ['stepDecay', _.stepDecay({ rate: 1, every: 7 })],
    ['multiStep', _.multiStep({ rate: 1, milestones: [3] })],
    ['stagedDecay', _.stagedDecay({ rate: 1, stages: [2, 1] })],
    ['cosine', _.cosine({ rate: 1 })],
    ['warmUp', _.warmUp(0, () => 1)],
  ])('%s asked without progress says so', (name, schedule) => {
    for (const progress of [undefined, null, 3, { epoch: 1 }, { epoch: '1', epochs: 2, step: 0, stepsPerEpoch: 1 }])
      expect(() => schedule(progress as never)).toThrow(`narrownet: ${name}: the progress is `)
    const more = { epoch: 0, epochs: 2, step: 0, stepsPerEpoch: 1, name: 'mine' }
    expect(schedule(more)).toBe(1)
  })

  test('a constant rate is a number', () =>
    expect(() => _.constantRate('0.1' as never)).toThrow(`narrownet: constantRate: rate is "0.1", not a number`))
})
