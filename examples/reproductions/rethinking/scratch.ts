/**
 * Is a pruned network worth more than its shape? A ResNet without half of its blocks' filters and a slimmed VGG-19, fine-tuned, and trained from
 * other first weights: for as many epochs as the whole network (Scratch-E), or for as much arithmetic (Scratch-B). Liu et al. 2019, section 4.
 *
 * ResNet-56 and VGG-19; in hours ResNet-20, which is shared with pruning-filters/ratios, and VGG-19/4.
 */
import { plainVgg19, wholeResnet } from '../baselines.js'
import { prunedLines } from '../pruning-filters/prunedLines.js'
import { slimmed } from '../network-slimming/slimmed.js'
import { pruned } from '../stage.js'
import { line, type Study } from '../study.js'

export const scratchStudy: Study = {
  name: 'rethinking/scratch',
  claim:
    'A pruned network’s shape trained from scratch, for as much arithmetic as the whole one, is at least as good as the fine-tuned network.',
  source: 'Liu et al. 2019, sections 4.1 and 4.2',
  paperIs: 'partly ours',
  note: 'The paper trains ResNet-56-A and -B of Li et al. 2017 from scratch; that all blocks lose half of their filters is ours.',
  lines: (preset) => {
    const [resnet, vgg] = [wholeResnet(preset, 56), plainVgg19(preset, 1e-4)]
    return [
      line(resnet.name, resnet.whole),
      ...prunedLines(preset, `${resnet.name} without 50 %`, pruned(resnet.whole, { ratio: 0.5, ranking: { by: 'l1' } })),
      line(vgg.name, vgg.whole),
      ...prunedLines(preset, `${vgg.name} without 70 %`, slimmed(preset, vgg.whole, 0.7)),
    ]
  },
}
