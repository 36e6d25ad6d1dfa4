/** The stages of a ResNet: basic blocks of one output width, a rectifier behind each. The first block of a later stage halves the map. */
import { relu } from '../layer/relu.js'
import type { Spec } from '../network/branching.js'
import { basicBlock, type BasicBlockOptions } from './basicBlock.js'

/** The output width of a stage, and the inner width of each of its blocks. */
export interface Stage {
  readonly outChannels: number
  readonly widths: readonly number[]
}

/** What all blocks have in common. */
export type StageOptions = Pick<BasicBlockOptions, 'shortcut' | 'detachedShortcut' | 'initialScale'>

/**
 * [height, width, inChannels] to [height / 2^(stages - 1), width / 2^(stages - 1), the last stage's outChannels].
 *
 * @example
 * const stages = [{ outChannels: 16, widths: [16, 16] }, { outChannels: 32, widths: [32] }]
 * basicStages(16, stages, { shortcut: 'subsample', detachedShortcut: false, initialScale: 1 }).map(({ _tag }) => _tag)
 * // => ['residual', 'relu', 'residual', 'relu', 'sum', 'relu']
 */
export const basicStages = (inChannels: number, stages: readonly Stage[], options: StageOptions): readonly Spec[] =>
  stages.flatMap(({ outChannels, widths }, stage) =>
    widths.flatMap((width, at) => [
      basicBlock({
        ...options,
        inChannels: at === 0 ? (stages[stage - 1]?.outChannels ?? inChannels) : outChannels,
        width,
        outChannels,
        stride: at === 0 && stage > 0 ? 2 : 1,
      }),
      relu,
    ]),
  )
