import { describe, expect, test } from 'vitest'
import { claims } from '../../../examples/reproductions/report/claims.js'
import { claimsPage } from '../../../examples/reproductions/report/claimsPage.js'
import { studies } from '../../../examples/reproductions/studies.js'
import { line, presets } from '../../../examples/reproductions/study.js'
import { madeRecord } from './madeRecords.js'
import { claimOf, foundIn, images, study, sweep } from './madeStudy.js'

describe('claims', () => {
  test('that say little without another one name it, and the page says its verdict there', () => {
    const named = claims.flatMap(({ readWith }) => (readWith === undefined ? [] : [readWith]))
    expect(named).not.toEqual([])
    for (const statement of named) {
      claimOf(statement)
      expect(claimsPage(claims, [])).toContain(`Read it with “${statement}” (**not decidable yet**`)
    }
  })

  test('that say little without one that is not shown are marked so in the summary', () => {
    const row = { selection: 'independent', loss: 1 }
    const activations = { ...sweep, rankings: [...sweep.rankings, { by: 'activation' as const, statistic: 'mean-l1' as const, images }] }
    const page = (activation: number): string =>
      claimsPage(
        claims,
        foundIn(
          [0, 1, 2].map((seed) =>
            madeRecord(activations, seed, {
              is: 'sweep',
              rows: [
                { ...row, ranking: 'l1', ratio: 0.5, accuracy: 0.8 },
                { ...row, ranking: 'random', ratio: 0.5, accuracy: 0.5 },
                { ...row, ranking: 'activation mean-l1', ratio: 0.5, accuracy: activation + seed / 1000 },
              ],
            }),
          ),
          { ...study, lines: () => [line('sweep', activations)] },
        ),
      )
    const marked = '**shown**, but see its text'
    expect(page(0.4)).toContain(marked)
    expect(page(0.7)).not.toContain(marked)
  })

  test('single weights: 30 and 80 % are asked otherwise than 95 %', () => {
    const few = claimOf(
      'Where 30 or 80 % of single weights are masked, the same pattern trained from scratch is as good as the fine-tuned network.',
    )
    const many = claimOf('Where 95 % of single weights are masked, fine-tuning is better than training the same pattern from scratch.')
    for (const name of ['rethinking/weights', 'rethinking/mnist-weights'])
      for (const preset of ['paper', 'hours'] as const) {
        const lines = studies.find((each) => each.name === name)?.lines(preset) ?? []
        const names = (claim: typeof few) => claim.pairs(lines).map(({ first }) => /\d+ %/.exec(first.line.name)?.[0])
        expect([name, preset, names(few), names(many)]).toEqual([name, preset, ['30 %', '80 %'], ['95 %']])
      }
  })

  test('have statements of their own', () => expect(new Set(claims.map(({ statement }) => statement)).size).toBe(claims.length))

  test.each(claims)('some study compares: $statement', ({ pairs }) =>
    expect(studies.flatMap((each) => presets.flatMap((preset) => pairs(each.lines(preset))))).not.toEqual([]),
  )
})
