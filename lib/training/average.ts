/**
 * The exponential moving average of what a fit moves: the networks of many steps as one, which often does better than the last of them.
 *
 *     average = decay * average + (1 - decay) * array        after each step; at first the network that the fit is given
 *
 * This is timm's `ModelEmaV2`: running statistics are averaged as the weights are, so that they stay those of the same networks, and the decay is the same
 * from the first step on, without a warm-up. (`AveragedModel` of `torch.optim.swa_utils`, told `get_ema_multi_avg_fn`, begins with a copy of the network
 * after its first step, and copies statistics, without `use_buffers`.)
 *
 * @see Polyak and Juditsky 1992, "Acceleration of stochastic approximation by averaging"; Tarvainen and Valpola 2017, "Mean teachers are better
 * role models"
 */
import type { Backend, DeviceArray } from '../engine/backend.js'
import { known } from '../shape/invariant.js'
import { aNumber, type Kinds } from '../shape/kind.js'
import { shareProblem } from './optimizer/definition.js'

/**
 * An average of the networks that a fit's steps lead to.
 *
 * decay  what a step leaves of the average: at least 0 and less than 1. It averages over some 1 / (1 - decay) steps, of which a fit should take several times
 *        as many.
 */
export interface Average {
  readonly decay: number
}

/** What each of its fields holds. */
export const averageKinds: Kinds<Average> = { decay: aNumber }

/** A decay that makes no sense; undefined if it does. */
export const averageProblem = (average: Average | undefined): ReturnType<typeof shareProblem> =>
  average && shareProblem('average.decay', average.decay)

/** Device arrays by path. */
type Arrays = ReadonlyMap<string, DeviceArray>

/** The average after a step that led to these arrays; borrows all. */
export const averaged = (backend: Backend, { decay }: Average, before: Arrays, arrays: Arrays): Arrays =>
  new Map([...arrays].map(([path, array]) => [path, backend.combine(decay, known(before.get(path), path), 1 - decay, array)] as const))
