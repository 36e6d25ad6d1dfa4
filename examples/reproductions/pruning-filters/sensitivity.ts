/**
 * Which layers need all their filters? Each alone loses a share of them, without retraining (Li et al. 2017, section 3.2 and figures 2 and 6).
 * The rows of the record are the layers in forward order: of a ResNet the blocks, stage by stage, so that a stage's first and last block stand out.
 *
 * ResNet-56 and VGG-16; in hours ResNet-20 and VGG-16/4.
 */
import { wholeResnet, wholeVgg16 } from '../baselines.js'
import { colors } from '../imageSets.js'
import type { SensitivityOf, Trained } from '../stage.js'
import { line, type Study } from '../study.js'

const ratios = { paper: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9], hours: [0.1, 0.3, 0.5, 0.7, 0.9], smoke: [0.3, 0.7] } as const

export const sensitivityStudy: Study = {
  name: 'pruning-filters/sensitivity',
  claim:
    'Layers of a ResNet’s stage are about as sensitive as each other, but for the first and last blocks of a stage, which need more of their filters.',
  source: 'Li et al. 2017, sections 3.2 and 4.2',
  lines: (preset) => {
    const of = (whole: Trained): SensitivityOf => ({
      stage: 'sensitivity',
      of: whole,
      images: colors(preset),
      ranking: { by: 'l1' },
      ratios: ratios[preset],
    })
    return [wholeResnet(preset, 56), wholeVgg16(preset)].map(({ name, whole }) => line(name, of(whole)))
  },
}
