/**
 * Which filters may go? The smallest, random ones or the largest; by L1, by L2 or by what they do with images; layer after layer, or each by itself
 * (Li et al. 2017, sections 3.3, 4.4 and 4.5). All layers lose the same share, without retraining.
 *
 * ResNet-56 and VGG-16; in hours ResNet-20 and VGG-16/4, and activations are those of 5,000 of the training images.
 */
import { wholeResnet, wholeVgg16 } from '../baselines.js'
import { colors } from '../imageSets.js'
import type { Images, Ranking, Sweep, Trained } from '../stage.js'
import { line, type Study } from '../study.js'

const ratios = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
const byWeights: readonly Ranking[] = [{ by: 'l1' }, { by: 'random' }, { by: 'largest', of: 'l1' }, { by: 'l2' }]

/** Of these, `mean-std` needs maps: a hidden linear layer has one value a channel, whose deviation is 0. */
const onMaps = ['mean-mean', 'mean-std', 'mean-l1', 'mean-l2', 'var-l2'] as const
const anywhere = ['mean-mean', 'mean-l1', 'mean-l2', 'var-l2'] as const

export const rankingsStudy: Study = {
  name: 'pruning-filters/rankings',
  claim:
    'Without retraining, a network loses least by its smallest filters, more by random ones, most by its largest; L2 and activations do no better than L1.',
  source: 'Li et al. 2017, sections 3.3, 4.4 and 4.5',
  paperIs: 'partly ours',
  note: 'The paper removes filters of one layer at a time and shows a curve for each layer (figures 8 and 9). Here all layers lose the same share together, which costs more; so our numbers are not to be held against those curves.',
  lines: (preset) => {
    const images = colors(preset)
    const seen: Images = preset === 'hours' ? { set: 'cifar10', training: 5000 } : images
    const sweep = (of: Trained, statistics: readonly (typeof onMaps)[number][]): Sweep => ({
      stage: 'sweep',
      of,
      images,
      rankings: [...byWeights, ...statistics.map((statistic): Ranking => ({ by: 'activation', statistic, images: seen }))],
      selections: ['independent', 'greedy'],
      ratios: preset === 'smoke' ? [0.3, 0.7] : ratios,
    })
    const [resnet, vgg] = [wholeResnet(preset, 56), wholeVgg16(preset)]
    return [line(resnet.name, sweep(resnet.whole, onMaps)), line(vgg.name, sweep(vgg.whole, anywhere))]
  },
}
