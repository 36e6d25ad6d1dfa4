/** Of which pruned networks Li et al. 2017 speak. */
import type { RunRecord } from '../record.js'
import { rootOf, type Stage, startOf } from '../stage.js'
import { arithmeticGone } from './arithmeticGone.js'

/**
 * 38.6 % is the most that they remove, of ResNet-110-B (their table 1); three points more, because a reduced network's widths are rounded down from
 * shares of smaller numbers.
 */
export const mostArithmeticGone = 0.386 + 0.03

/** VGGs and ResNets. */
export const isOfLi = (stage: Stage): boolean => ['vgg', 'vggA', 'resnet', 'resnet34'].includes(rootOf(stage).network.family)

/** A network of theirs that lost no more of its arithmetic than theirs. */
export const asFarAsLi = (pruned: RunRecord, whole: RunRecord): boolean =>
  isOfLi(startOf(pruned.task)) && (arithmeticGone(pruned, whole) ?? 1) <= mostArithmeticGone

export const fartherThanLi = (pruned: RunRecord, whole: RunRecord): boolean => !asFarAsLi(pruned, whole)
