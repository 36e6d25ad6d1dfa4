/** Which channels may go? The smallest, random ones or the largest; by L1, by L2, by what they do with data; one layer after the other, or each by itself. */
import { digits } from '../imageSets.js'
import { digitTraining } from '../schedules.js'
import { fresh, type Ranking, type Sweep, trained } from '../stage.js'
import { line, type Study } from '../study.js'

const ratios = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]

export const digitRankingsStudy: Study = {
  name: 'pruning-filters/mnist-rankings',
  claim: 'Without retraining, a network loses least by its smallest channels, more by random ones, most by its largest.',
  source: 'asked here of MNIST; Li et al. 2017, sections 4.4 and 4.5',
  paperIs: 'ours',
  note: 'The paper removes filters of one layer at a time and shows a curve for each layer (figures 8 and 9). Here all layers lose the same share together, which costs more; so our numbers are not to be held against those curves.',
  lines: (preset) => {
    const images = digits(preset)
    const mlp = trained(fresh({ family: 'mlp', input: [28, 28, 1], cfg: [200, 200], classes: 10 }), images, digitTraining(preset))
    const convnet = trained(fresh({ family: 'convnet', input: [28, 28, 1], cfg: [32, 64, 64], classes: 10 }), images, {
      ...digitTraining(preset),
      epochs: 10,
    })
    const rankings: readonly Ranking[] = [
      { by: 'l1' },
      { by: 'random' },
      { by: 'largest', of: 'l1' },
      { by: 'l2' },
      { by: 'activation', statistic: 'mean-l1', images },
    ]
    const maps: Ranking = { by: 'activation', statistic: 'mean-std', images }
    const sweep = (of: Sweep['of'], more: readonly Ranking[] = []): Sweep => ({
      stage: 'sweep',
      of,
      images,
      rankings: [...rankings, ...more],
      selections: ['independent', 'greedy'],
      ratios,
    })
    return [line('MLP [200, 200]', sweep(mlp)), line('ConvNet [32, 64, 64]', sweep(convnet, [maps]))]
  },
}
