import { describe, expect, test } from 'vitest'
import { asFarAsLi, fartherThanLi } from '../../../examples/reproductions/report/asFarAsLi.js'
import { evidenceOf } from '../../../examples/reproductions/report/evidence.js'
import { prunedAndWhole } from '../../../examples/reproductions/report/pairs.js'
import { fresh, pruned, trained } from '../../../examples/reproductions/stage.js'
import { line, type Study } from '../../../examples/reproductions/study.js'
import { endsWith, madeRecord } from './madeRecords.js'
import { claimOf, foundIn, images, narrow, study, training, whole } from './madeStudy.js'

/** A VGG and what is left of it. */
const vgg = trained(fresh({ family: 'vgg', cfg: [4, 'M', 4], classes: 10, linearLayers: 1, initialScale: 0.5 }), images, training)
const counts = (multiplyAccumulates: number) => ({
  counts: { cfg: [4], parameters: 1, weights: 1, nonzero: 1, multiplyAccumulates, referenceFlops: 1 },
})

describe('how far a network was pruned', () => {
  const ofVgg = madeRecord(vgg, 0, endsWith(0.9), counts(1000))
  const left = (multiplyAccumulates: number, of = vgg) =>
    madeRecord(
      trained(pruned(of, { to: [2, 'M', 4], ranking: { by: 'l1' } }), images, training),
      0,
      endsWith(0.9),
      counts(multiplyAccumulates),
    )

  test('a VGG or a ResNet without 38.6 % of its arithmetic, and three points more, is one of Li et al. 2017', () => {
    expect([1000, 614, 585].map((rest) => asFarAsLi(left(rest), ofVgg))).toEqual([true, true, true])
    expect([583, 100].map((rest) => asFarAsLi(left(rest), ofVgg))).toEqual([false, false])
    expect(asFarAsLi(left(900, whole), madeRecord(whole, 0, endsWith(0.9), counts(1000)))).toBe(false)
  })

  test('each comparison belongs to one of the two claims, and none of distilled networks to either', () => {
    const distilling: Study = {
      ...study,
      lines: () => [
        ...study.lines('hours').slice(0, 2),
        line('distilled', trained(narrow, images, { ...training, distilled: { temperature: 4, weight: 0.9 } })),
      ],
    }
    const sides = [asFarAsLi, fartherThanLi].map((isAbout) => prunedAndWhole('to a cfg', isAbout))
    expect(sides.map((pairs) => pairs(study.lines('hours')).length)).toEqual([1, 1])
    expect(sides.map((pairs) => pairs(distilling.lines('hours')).length)).toEqual([0, 0])
    expect([left(614), left(400)].map((one) => [asFarAsLi(one, ofVgg), fartherThanLi(one, ofVgg)])).toEqual([
      [true, false],
      [false, true],
    ])
  })
})

describe('scales', () => {
  const sparse = trained(whole.from, images, { ...training, sparsity: { lambda: 1e-4, over: 'everywhere' } })
  const slimmed: Study = { ...study, lines: () => [line('plain', whole), line('sparse', sparse)] }
  /** Ten scales in one hundredth; 100 is the open bin. */
  const scalesAt = (hundredth: number) => ({
    ...endsWith(0.9),
    scales: Array.from({ length: 101 }, (_, at) => (at === hundredth ? 10 : 0)),
  })
  const found = (plainAt: number, sparseAt: number) =>
    evidenceOf(
      claimOf('The sparsity term pushes scales towards zero.'),
      foundIn(
        [0, 1, 2].flatMap((seed) => [madeRecord(whole, seed, scalesAt(plainAt)), madeRecord(sparse, seed, scalesAt(sparseAt))]),
        slimmed,
      ),
    )[0]

  test('are compared by their mean, which tells them apart where none is below 0.05', () => {
    const halved = found(50, 25)
    expect(halved?.difference?.mean).toBeCloseTo(0.25, 9)
    expect(halved?.verdict).toBe('shown')
    expect(halved?.beside['below 0.05, %']).toEqual([0, 0])
    expect(halved?.beside['below 0.2, %']).toEqual([0, 0])
    expect(found(25, 50)?.verdict).toBe('not shown')
    expect(found(50, 50)?.verdict).toBe('not decidable at this scale')
    expect(found(100, 3)?.difference?.mean).toBeCloseTo(1.005 - 0.035, 9)
    expect(found(100, 3)?.beside['below 0.05, %']).toEqual([0, 100])
  })
})

describe('time and arithmetic', () => {
  const dense = fresh({ family: 'vgg', cfg: [4, 'M', 4], classes: 10, linearLayers: 1, initialScale: 0.5 })
  const [wholeTimed, prunedTimed] = [dense, pruned(dense, { to: [2, 'M', 4], ranking: { by: 'l1' } })].map((of) => ({
    stage: 'timed' as const,
    of,
    batches: [1],
  }))
  if (wholeTimed === undefined || prunedTimed === undefined) throw new Error('no stages')
  const timing: Study = { ...study, lines: () => [line('whole', wholeTimed), line('pruned', prunedTimed)] }
  const saved = (milliseconds: number, left: number) => {
    const times = (of: number) => ({ times: { wallSeconds: 1, processorSeconds: 1, passes: [{ batch: 1, milliseconds: of }] } })
    const records = [0, 1, 2].flatMap((seed) => [
      madeRecord(wholeTimed, seed, { is: 'timing' }, { ...counts(1000), ...times(10) }),
      madeRecord(prunedTimed, seed, { is: 'timing' }, { ...counts(left), ...times(milliseconds) }),
    ])
    const claim = claimOf('Where whole filters go, the share of the time that pruning saves is about the share of the arithmetic.')
    return evidenceOf(claim, foundIn(records, timing)).map(({ difference, verdict }) => [difference?.mean.toFixed(6), verdict])
  }

  test('are saved alike within ten points', () => {
    expect(saved(6, 600)).toEqual([['0.000000', 'shown']])
    expect(saved(6.9, 600)).toEqual([['-9.000000', 'shown']])
    expect(saved(7.1, 600)).toEqual([['-11.000000', 'not shown']])
    expect(saved(4.5, 600)).toEqual([['15.000000', 'not shown']])
  })
})
