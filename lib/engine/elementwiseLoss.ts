/**
 * The mean over all numbers of a network's output o and of what it is to be, t, of one function of the two, with its gradient by the output:
 *
 *     squaredError          d²                                     2 d
 *     absoluteError         |d|                                    sign(d), 0 at 0
 *     huber                 d² / 2 where |d| <= delta,             d between -delta and delta, else those
 *                           else delta (|d| - delta / 2)
 *     binaryCrossEntropy    max(o, 0) - o t + ln(1 + e^-|o|)       1 / (1 + e^-o) - t
 *
 * d = o - t; each gradient is divided by how many numbers there are. Binary cross-entropy takes logits, and no exponential overflows.
 */

/** Which function, as data. */
export type ElementwiseLoss =
  | { readonly _tag: 'squaredError' | 'absoluteError' | 'binaryCrossEntropy' }
  | { readonly _tag: 'huber'; readonly delta: number }
