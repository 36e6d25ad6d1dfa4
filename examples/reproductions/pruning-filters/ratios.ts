/**
 * How much of a ResNet's blocks may go? All blocks lose 30, 50 or 70 % of their filters, and are fine-tuned; at half also by random and by the
 * largest filters, and from scratch (Li et al. 2017, section 4; Liu et al. 2019, section 4.1).
 *
 * ResNet-56; in hours ResNet-20.
 */
import { wholeResnet } from '../baselines.js'
import { colors } from '../imageSets.js'
import { cifarTuning } from '../schedules.js'
import { pruned, type Ranking, trained } from '../stage.js'
import { line, type Study } from '../study.js'
import { prunedLines } from './prunedLines.js'

export const ratiosStudy: Study = {
  name: 'pruning-filters/ratios',
  claim: 'Fine-tuning brings back what the smallest filters’ loss costs, more of it than where random or the largest ones went.',
  source: 'asked here; after Li et al. 2017, sections 4.2 and 4.4, and Liu et al. 2019, section 4.1',
  paperIs: 'partly ours',
  note: 'The papers keep the blocks at the borders of stages whole and compare random and largest filters without retraining; here all blocks lose the same share, and each network is fine-tuned.',
  lines: (preset) => {
    const { name, whole } = wholeResnet(preset, 56)
    const without = (ratio: number, ranking: Ranking) => pruned(whole, { ratio, ranking })
    const tuned = (label: string, ratio: number, ranking: Ranking) =>
      line(`${name} without ${label}, fine-tuned`, trained(without(ratio, ranking), colors(preset), cifarTuning(preset)))
    return [
      line(name, whole),
      tuned('30 %', 0.3, { by: 'l1' }),
      tuned('70 %', 0.7, { by: 'l1' }),
      ...prunedLines(preset, `${name} without 50 %`, without(0.5, { by: 'l1' })),
      tuned('50 % at random', 0.5, { by: 'random' }),
      tuned('the largest 50 %', 0.5, { by: 'largest', of: 'l1' }),
    ]
  },
}
