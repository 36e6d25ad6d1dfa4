/**
 * VGG-16 loses half the filters of its first convolution and of the last six, where maps are small: 64 % of its parameters, 34 % of its
 * arithmetic (Li et al. 2017, section 4.1: 6.75 % error whole, 6.60 % pruned, 6.88 % from scratch).
 *
 * In hours a quarter as wide, and only fine-tuned; at a glance an eighth as wide and of eight convolutions; by the same rule.
 */
import type { Cfg } from 'narrownet'
import { vgg16Of, wholeVgg16 } from '../baselines.js'
import { pruned } from '../stage.js'
import { line, type Study } from '../study.js'
import { prunedLines } from './prunedLines.js'

/** Half of the first convolution and of the widest ones; the hidden linear layer, last in the cfg, stays. */
export const halvedEnds = (cfg: Cfg): Cfg => {
  const widest = Math.max(...cfg.filter((entry) => entry !== 'M'))
  return cfg.map((entry, at) => (entry !== 'M' && at < cfg.length - 1 && (at === 0 || entry === widest) ? entry / 2 : entry))
}

export const vgg16Study: Study = {
  name: 'pruning-filters/vgg16',
  claim:
    'VGG-16 without half the filters of its first and its last six convolutions is as good as whole, and better than trained so from scratch.',
  source: 'Li et al. 2017, section 4.1',
  lines: (preset) => {
    const { name, whole } = wholeVgg16(preset)
    const narrow = pruned(whole, { to: halvedEnds(vgg16Of(preset).cfg), ranking: { by: 'l1' } })
    const lines = prunedLines(preset, `${name}-A`, narrow, { tuned: { paper: 6.6 }, scratch: { paper: 6.88 } })
    return [line(name, whole, { paper: 6.75 }), ...lines.filter(({ task }) => preset !== 'hours' || task.stage === 'trained')]
  },
}
