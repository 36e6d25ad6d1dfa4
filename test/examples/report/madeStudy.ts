/** A made-up study, what it has of made records, and the claims that are asked of it. */
import type { RunRecord } from '../../../examples/reproductions/record.js'
import { archiveOf } from '../../../examples/reproductions/report/archive.js'
import { claims } from '../../../examples/reproductions/report/claims.js'
import { foundOf } from '../../../examples/reproductions/report/found.js'
import { fresh, pruned, scratch, type Sweep, trained } from '../../../examples/reproductions/stage.js'
import { line, type Study } from '../../../examples/reproductions/study.js'
import type { Training } from '../../../examples/reproductions/training.js'

export const images = { set: 'mnist' } as const
export const training: Training = {
  epochs: 2,
  batchSize: 8,
  rate: { shape: 'constant', rate: 0.1 },
  momentum: 0,
  nesterov: false,
  weightDecay: 0,
  augmentation: 'none',
}
export const whole = trained(fresh({ family: 'mlp', input: [2, 2, 1], cfg: [4], classes: 2 }), images, training)
export const narrow = pruned(whole, { to: [2], ranking: { by: 'l1' } })
export const tuned = trained(narrow, images, training)
export const again = scratch(narrow, images, training, 'arithmetic')
export const sweep: Sweep = {
  stage: 'sweep',
  of: whole,
  images,
  rankings: [{ by: 'l1' }, { by: 'random' }],
  selections: ['independent'],
  ratios: [0.5],
}
export const study: Study = {
  name: 'made/up',
  claim: 'Something holds.',
  source: 'nobody',
  lines: (preset) =>
    preset === 'hours'
      ? [line('whole', whole, { paper: 6.5 }), line('tuned', tuned, { paper: 7 }), line('again', again), line('sweep', sweep)]
      : [line('whole', trained(fresh({ family: 'mlp', input: [2, 2, 1], cfg: [5], classes: 2 }), images, training))],
}

/** What the made-up study, or another, has of these records. */
export const foundIn = (records: readonly RunRecord[], of: Study = study) => foundOf(of, archiveOf(records))

export const claimOf = (statement: string) => {
  const found = claims.find((claim) => claim.statement === statement)
  if (found === undefined) throw new Error(`no claim: ${statement}`)
  return found
}
