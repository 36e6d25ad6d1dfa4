/**
 * ResNet-56 with narrowed blocks: A loses 10 % of every stage; B 60, 30 and 10 % of its stages, and 28 % of its arithmetic. Blocks at the borders
 * of stages stay whole (Li et al. 2017, section 4.2: 6.96 % error whole, 6.90 % A, 6.94 % B, 8.69 % B from scratch).
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

export const resnet56Study: Study = {
  name: 'pruning-filters/resnet56',
  claim:
    'ResNet-56 loses a tenth (A) or a quarter (B) of its arithmetic and no accuracy, and is worse where B’s shape is trained from scratch.',
  source: 'Li et al. 2017, section 4.2',
  lines: (preset) => {
    const { name, whole } = wholeResnet(preset, 56)
    const depth = resnetDepth(preset, 56)
    const [a, b] =
      preset === 'paper'
        ? [published.resnet56A, published.resnet56B]
        : [narrowedBlocks(depth, [0.1, 0.1, 0.1]), narrowedBlocks(depth, [0.6, 0.3, 0.1])]
    const lines = [
      ...prunedLines(preset, `${name}-A`, pruned(whole, { to: a, ranking: { by: 'l1' } }), { tuned: { paper: 6.9 } }),
      ...prunedLines(preset, `${name}-B`, pruned(whole, { to: b, ranking: { by: 'l1' } }), {
        tuned: { paper: 6.94 },
        scratch: { paper: 8.69 },
      }),
    ]
    return [line(name, whole, { paper: 6.96 }), ...lines.filter(({ task }) => preset !== 'hours' || task.stage === 'trained')]
  },
}
