import { describe, expect, test } from 'vitest'
import { more, noWorse } from '../../../examples/reproductions/report/claim.js'
import { evidenceOf } from '../../../examples/reproductions/report/evidence.js'
import { scratchAndTuned } from '../../../examples/reproductions/report/pairs.js'
import { rootOf, startOf } from '../../../examples/reproductions/stage.js'
import { studies } from '../../../examples/reproductions/studies.js'
import { presets, type Study } from '../../../examples/reproductions/study.js'
import { divergedAfter, endsWith, madeRecord } from './madeRecords.js'
import { claimOf, foundIn, study, sweep, tuned, whole } from './madeStudy.js'

const asGood = claimOf(
  'Networks of other kinds, and those that lost more arithmetic than the paper removes, are as good as whole after fine-tuning, too.',
)
const smallest = claimOf('Without retraining, it costs less to remove the smallest channels than random ones.')

/** Accuracies of the whole and the fine-tuned network, seed by seed. */
const evidence = (accuracies: readonly (readonly [number, number])[]) =>
  evidenceOf(
    asGood,
    foundIn(accuracies.flatMap(([one, other], seed) => [madeRecord(whole, seed, endsWith(one)), madeRecord(tuned, seed, endsWith(other))])),
  )

describe('evidence', () => {
  test('is the difference seed by seed, whatever differs between seeds', () => {
    const [found] = evidence([
      [0.9, 0.91],
      [0.5, 0.51],
      [0.7, 0.71],
    ])
    expect(found?.pair).toBe('tuned against whole')
    expect(found?.difference?.mean).toBeCloseTo(1, 9)
    expect(found?.difference?.deviation).toBeCloseTo(0, 9)
    expect(found?.published).toBeCloseTo(-0.5, 9)
    expect(found?.verdict).toBe('shown')
  })

  test('as good is no more than a tenth more errors', () => {
    expect(noWorse(90)).toEqual({ above: -1 })
    expect(evidence(Array.from({ length: 3 }, () => [0.9, 0.891] as const))[0]?.verdict).toBe('shown')
    expect(evidence(Array.from({ length: 3 }, () => [0.9, 0.889] as const))[0]?.verdict).toBe('not shown')
  })

  test('of two seeds decides nothing', () =>
    expect(
      evidence([
        [0.9, 0.91],
        [0.9, 0.91],
      ]).map(({ verdict, difference }) => [verdict, difference?.n]),
    ).toEqual([['not decidable yet', 2]]))

  test('counts what came to nothing, and leaves it out', () => {
    const records = [
      ...[0, 1, 2].flatMap((seed) => [
        madeRecord(whole, seed, endsWith(0.9)),
        madeRecord(tuned, seed, seed === 2 ? divergedAfter(1) : endsWith(0.9)),
      ]),
    ]
    const [found] = evidenceOf(asGood, foundIn(records))
    expect([found?.difference?.n, found?.leftOut, found?.verdict]).toEqual([2, 1, 'not decidable yet'])
  })

  test('of a run that has two records counts once', () => {
    const records = [0, 1].flatMap((seed) => [
      madeRecord(whole, seed, endsWith(0.9)),
      madeRecord(tuned, seed, endsWith(0.91)),
      madeRecord(tuned, seed, endsWith(0.91), { times: { wallSeconds: 9, processorSeconds: 9, passes: [] } }),
    ])
    const [found] = evidenceOf(asGood, foundIn(records))
    expect([found?.difference?.n, found?.verdict]).toEqual([2, 'not decidable yet'])
  })

  test('compares no runs on different images', () => {
    const other = { images: 'e'.repeat(64) }
    expect(evidenceOf(asGood, foundIn([madeRecord(whole, 0, endsWith(0.9)), madeRecord(tuned, 0, endsWith(0.9), other)]))).toEqual([])
    const both = [
      madeRecord(whole, 0, endsWith(0.9)),
      madeRecord(whole, 0, endsWith(0.5), other),
      madeRecord(tuned, 0, endsWith(0.9), other),
    ]
    const [found] = evidenceOf(asGood, foundIn(both))
    expect(found?.difference?.n).toBe(1)
    expect(found?.difference?.mean).toBeCloseTo(40, 9)
  })

  test('of networks that are both at chance tells nothing, however many seeds', () => {
    const at = (one: number, other: number) =>
      evidence(Array.from({ length: 4 }, () => [one, other] as const)).map(({ verdict, tellsNothing }) => [verdict, tellsNothing])
    expect(at(0.1135, 0.1)).toEqual([['not decidable at this scale', 'both at chance']])
    expect(at(0.12, 0.5)).toEqual([['shown', undefined]])
    // one seed above chance tells something
    expect(
      evidence([
        [0.1, 0.1],
        [0.1, 0.1],
        [0.1, 0.9],
      ])[0]?.tellsNothing,
    ).toBeUndefined()
  })

  test('needs both records of a seed', () => {
    expect(evidenceOf(asGood, foundIn([madeRecord(whole, 0, endsWith(0.9)), madeRecord(tuned, 1, endsWith(0.9))]))).toEqual([])
  })

  test('drawn images decide nothing', () => {
    const glance: Study = { ...study, lines: (preset) => study.lines(preset === 'smoke' ? 'hours' : 'smoke') }
    const records = [0, 1, 2].flatMap((seed) => [madeRecord(whole, seed, endsWith(0.9)), madeRecord(tuned, seed, endsWith(0.9))])
    expect(evidenceOf(asGood, foundIn(records))).toHaveLength(1)
    expect(evidenceOf(asGood, foundIn(records, glance))).toEqual([])
  })

  test('of a sweep lies within one run', () => {
    const row = { selection: 'independent', loss: 1 }
    const records = [0, 1, 2].map((seed) =>
      madeRecord(sweep, seed, {
        is: 'sweep',
        rows: [
          { ...row, ranking: 'l1', ratio: 0.5, accuracy: 0.8 },
          { ...row, ranking: 'l1', ratio: 0.7, accuracy: 0.6 },
          { ...row, ranking: 'random', ratio: 0.5, accuracy: 0.5 },
          { ...row, ranking: 'random', ratio: 0.7, accuracy: 0.3 + seed / 100 },
        ],
      }),
    )
    const [found] = evidenceOf(smallest, foundIn(records))
    expect(found?.difference?.mean).toBeCloseTo(30 - 0.5, 9)
    expect(found?.verdict).toBe('shown')
  })

  test('greedy selection is asked about only where it can differ', () => {
    const greedy = claimOf('Greedy selection is better than independent selection where much is removed.')
    const asked = studies.flatMap(({ lines }) => presets.flatMap((preset) => greedy.pairs(lines(preset))))
    const families = new Set(asked.map(({ first }) => rootOf(startOf(first.line.task)).network.family))
    expect([...families].toSorted()).toEqual(['convnet', 'mlp', 'vgg'])
  })

  test('scratch and fine-tuned are found by the shape they share', () => {
    const pairs = scratchAndTuned('arithmetic', ['to a cfg'], 'scratch first')
    expect(pairs(study.lines('hours')).map(({ name }) => name)).toEqual(['again against tuned'])
    expect(scratchAndTuned('arithmetic', ['weights'], 'scratch first')(study.lines('hours'))).toEqual([])
    expect(scratchAndTuned('epochs', ['to a cfg'], 'scratch first')(study.lines('hours'))).toEqual([])
    expect(more()).toEqual({ above: 0 })
  })
})
