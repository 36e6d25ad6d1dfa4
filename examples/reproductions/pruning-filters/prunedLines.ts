/** What becomes of a pruned network: fine-tuned; and its shape trained from scratch, for as many epochs as the whole one or for as much arithmetic. */
import { colors } from '../imageSets.js'
import { cifarTraining, cifarTuning } from '../schedules.js'
import { type Pruned, scratch, trained } from '../stage.js'
import { type Line, line, type Preset } from '../study.js'

export const prunedLines = (
  preset: Preset,
  name: string,
  narrow: Pruned,
  published: { readonly tuned?: Line['published']; readonly scratch?: Line['published'] } = {},
): readonly Line[] => [
  line(`${name}, fine-tuned`, trained(narrow, colors(preset), cifarTuning(preset)), published.tuned),
  line(`${name}, Scratch-E`, scratch(narrow, colors(preset), cifarTraining(preset), 'epochs'), published.scratch),
  line(`${name}, Scratch-B`, scratch(narrow, colors(preset), cifarTraining(preset), 'arithmetic')),
]
