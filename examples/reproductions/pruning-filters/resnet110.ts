/**
 * ResNet-110 with narrowed blocks: A loses half of its first stage; B 50, 40 and 30 % of its stages, and 39 % of its arithmetic. Blocks at the
 * borders of stages stay whole (Li et al. 2017, section 4.2: 6.47 % error whole, 6.45 % A, 6.70 % B, 7.06 % B from scratch).
 *
 * In hours ResNet-20, at a glance ResNet-14, by the same shares; in hours only fine-tuned, as pruning-filters/ratios has
 * the scratch trainings.
 */
import { published } from 'narrownet'
import { resnetDepth, wholeResnet } from '../baselines.js'
import { pruned } from '../stage.js'
import { line, type Study } from '../study.js'
import { narrowedBlocks } from './narrowedBlocks.js'
import { prunedLines } from './prunedLines.js'

export const resnet110Study: Study = {
  name: 'pruning-filters/resnet110',
  claim:
    'ResNet-110 loses a sixth of its arithmetic (A) and no accuracy; without two fifths (B) it is still better than that shape from scratch.',
  source: 'Li et al. 2017, section 4.2',
  lines: (preset) => {
    const { name, whole } = wholeResnet(preset, 110)
    const depth = resnetDepth(preset, 110)
    const [a, b] =
      preset === 'paper'
        ? [published.resnet110A, published.resnet110B]
        : [narrowedBlocks(depth, [0.5, 0, 0]), narrowedBlocks(depth, [0.5, 0.4, 0.3])]
    const [nameA, nameB] = preset === 'paper' ? [`${name}-A`, `${name}-B`] : [`${name} as 110-A`, `${name} as 110-B`]
    const lines = [
      ...prunedLines(preset, nameA, pruned(whole, { to: a, ranking: { by: 'l1' } }), { tuned: { paper: 6.45 } }),
      ...prunedLines(preset, nameB, pruned(whole, { to: b, ranking: { by: 'l1' } }), { tuned: { paper: 6.7 }, scratch: { paper: 7.06 } }),
    ]
    return [line(name, whole, { paper: 6.47 }), ...lines.filter(({ task }) => preset !== 'hours' || task.stage === 'trained')]
  },
}
