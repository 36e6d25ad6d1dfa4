/**
 * Slimming again and again: each pass trains with the penalty, prunes half of the channels (no layer loses more than half of its own) and
 * fine-tunes; the next pass begins where this one ends (Liu et al. 2017, section 4.5 and table 4, VGG-19 on CIFAR-10).
 *
 * In hours VGG-19/4 and three passes, the later ones of six epochs; at a glance two.
 */
import { sparseVgg19 } from '../baselines.js'
import { colors } from '../imageSets.js'
import { slimmingTraining } from '../schedules.js'
import { pruned, type Trained, trained } from '../stage.js'
import { type Line, line, type Study } from '../study.js'
import { tunedAgain } from './slimmed.js'

/** Errors of each pass: trained with the penalty, and pruned and fine-tuned. */
const published = [
  [6.38, 6.51],
  [6.23, 6.11],
  [5.87, 6.1],
  [6.19, 6.59],
  [5.96, 7.73],
  [7.79, 9.7],
] as const

const count = { paper: 6, hours: 3, smoke: 2 } as const

export const multiPassStudy: Study = {
  name: 'network-slimming/multi-pass',
  claim: 'Several passes of slimming leave a tenth of a VGG-19’s parameters and its accuracy; only after some more does it fall.',
  source: 'Liu et al. 2017, section 4.5, table 4',
  lines: (preset) => {
    const { name, whole } = sparseVgg19(preset, 1e-4)
    const sparse = { ...slimmingTraining(preset, 1e-4), ...(preset === 'hours' && { epochs: 6 }) }
    const passes = (from: Trained, pass: number): readonly Line[] => {
      const tuned = tunedAgain(preset, pruned(from, { slimming: 0.5, over: 'maps', maximumRatio: 0.5 }))
      const [errorTrained, errorTuned] = published[pass] ?? []
      const lines = [
        line(`${name}, pass ${pass + 1}, trained`, from, errorTrained === undefined ? undefined : { paper: errorTrained }),
        line(`${name}, pass ${pass + 1}, fine-tuned`, tuned, errorTuned === undefined ? undefined : { paper: errorTuned }),
      ]
      return pass + 1 === count[preset] ? lines : [...lines, ...passes(trained(tuned, colors(preset), sparse), pass + 1)]
    }
    return passes(whole, 0)
  },
}
