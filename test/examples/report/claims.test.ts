import { describe, expect, test } from 'vitest'
import { archiveOf } from '../../../examples/reproductions/report/archive.js'
import { more, noWorse } from '../../../examples/reproductions/report/claim.js'
import { claims } from '../../../examples/reproductions/report/claims.js'
import { evidenceOf } from '../../../examples/reproductions/report/evidence.js'
import { foundOf } from '../../../examples/reproductions/report/found.js'
import { scratchAndTuned } from '../../../examples/reproductions/report/pairs.js'
import type { RunRecord } from '../../../examples/reproductions/record.js'
import { fresh, pruned, rootOf, scratch, startOf, type Sweep, trained } from '../../../examples/reproductions/stage.js'
import { studies } from '../../../examples/reproductions/studies.js'
import { line, presets, type Study } from '../../../examples/reproductions/study.js'
import type { Training } from '../../../examples/reproductions/training.js'
import { divergedAfter, endsWith, madeRecord } from './madeRecords.js'

const images = { set: 'mnist' } as const
const training: Training = {
  epochs: 2,
  batchSize: 8,
  rate: { shape: 'constant', rate: 0.1 },
  momentum: 0,
  nesterov: false,
  weightDecay: 0,
  augmentation: 'none',
}
const whole = trained(fresh({ family: 'mlp', input: [2, 2, 1], cfg: [4], classes: 2 }), images, training)
const narrow = pruned(whole, { to: [2], ranking: { by: 'l1' } })
const tuned = trained(narrow, images, training)
const again = scratch(narrow, images, training, 'arithmetic')
const sweep: Sweep = {
  stage: 'sweep',
  of: whole,
  images,
  rankings: [{ by: 'l1' }, { by: 'random' }],
  selections: ['independent'],
  ratios: [0.5],
}
const study: Study = {
  name: 'made/up',
  claim: 'Something holds.',
  source: 'nobody',
  lines: (preset) =>
    preset === 'hours'
      ? [line('whole', whole, { paper: 6.5 }), line('tuned', tuned, { paper: 7 }), line('again', again), line('sweep', sweep)]
      : [line('whole', trained(fresh({ family: 'mlp', input: [2, 2, 1], cfg: [5], classes: 2 }), images, training))],
}

/** What the made-up study, or another, has of these records. */
const foundIn = (records: readonly RunRecord[], of: Study = study) => foundOf(of, archiveOf(records))

const claimOf = (statement: string) => {
  const found = claims.find((claim) => claim.statement === statement)
  if (found === undefined) throw new Error(`no claim: ${statement}`)
  return found
}
const asGood = claimOf('A network that lost channels and was fine-tuned is as good as the whole one.')
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

describe('claims', () => {
  test('have statements of their own', () => expect(new Set(claims.map(({ statement }) => statement)).size).toBe(claims.length))

  test.each(claims)('some study compares: $statement', ({ pairs }) =>
    expect(studies.flatMap((each) => presets.flatMap((preset) => pairs(each.lines(preset))))).not.toEqual([]),
  )
})
