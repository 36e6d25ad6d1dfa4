/**
 * MobileNetV2 at a quarter and at half of its width, for CIFAR-10 (halved three times), loses half of the channels inside of each inverted residual: the
 * widths that a block expands to and its depthwise convolution carries, where most of the arithmetic is.
 *
 * Sandler et al. 2018 train it on ImageNet alone; that its expansions can be narrowed so is asked here. At a glance a quarter of the width only.
 */
import { colors } from '../imageSets.js'
import { cifarTraining, cifarTuning } from '../schedules.js'
import { fresh, pruned, scratch, trained } from '../stage.js'
import { line, type Line, type Preset, type Study } from '../study.js'

/** The cfg of that width with its sixteen expansions halved; before them stand, but at a quarter, the first convolution's and block's widths. */
export const halvedExpansions = (cfg: readonly number[]): readonly number[] => {
  const first = cfg.length - 18
  return cfg.map((width, at) => (at >= first && at < first + 16 ? width / 2 : width))
}

const cfgs = {
  0.25: [48, 48, 48, 48, 48, 48, 96, 96, 96, 96, 144, 144, 144, 240, 240, 240, 80, 1280],
  0.5: [16, 8, 48, 96, 96, 96, 96, 96, 192, 192, 192, 192, 288, 288, 288, 480, 480, 480, 160, 1280],
} as const

const linesOf = (preset: Preset, width: keyof typeof cfgs): readonly Line[] => {
  const [images, training] = [colors(preset), cifarTraining(preset)]
  const name = `MobileNetV2, width ${width}`
  const whole = trained(fresh({ family: 'mobilenetV2', width, classes: 10 }), images, training)
  const narrow = pruned(whole, { to: halvedExpansions(cfgs[width]), ranking: { by: 'l1' } })
  return [
    line(name, whole),
    line(`${name}, half of its expansions, fine-tuned`, trained(narrow, images, cifarTuning(preset))),
    line(`${name}, half of its expansions, Scratch-E`, scratch(narrow, images, training, 'epochs')),
  ]
}

export const mobilenetV2Study: Study = {
  name: 'families/mobilenet-v2',
  claim: 'A MobileNetV2 keeps its accuracy without half of the channels inside of its inverted residuals.',
  source: 'asked here; the network of Sandler et al. 2018, section 3',
  paperIs: 'ours',
  lines: (preset) => [...linesOf(preset, 0.25), ...(preset === 'smoke' ? [] : linesOf(preset, 0.5))],
}
