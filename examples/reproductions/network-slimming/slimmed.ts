/** Network Slimming of a trained network: one threshold over the scales of all its layers, then fine-tuning. */
import { colors } from '../imageSets.js'
import { slimmingTuning } from '../schedules.js'
import { type Pruned, pruned, type Stage, type Trained, trained } from '../stage.js'
import type { Preset } from '../study.js'

/** A layer of the reduced networks keeps at least two channels; the published ones have no such floor. */
export const slimmed = (preset: Preset, whole: Stage, ratio: number): Pruned =>
  pruned(whole, { slimming: ratio, over: 'maps', ...(preset !== 'paper' && { minimumWidth: 2 }) })

export const tunedAgain = (preset: Preset, narrow: Pruned): Trained => trained(narrow, colors(preset), slimmingTuning(preset))
