/** A cfg written by the user for a new network: each entry a width (or a VGG's 'M'), or a sentence about it in its place. */
import type { Cfg } from './atMost.js'
import type { Verdict, Verdicts } from './checked.js'
import { type Count, countProblem } from './count.js'
import { invariant } from './invariant.js'

/** Every width in its place: itself, or the sentence about it ("cfg[1] is 0: at least 1 is needed"). */
export type CheckedWidths<Widths extends Cfg> = {
  readonly [Index in keyof Widths]: Widths[Index] extends number ? Count<Widths[Index], `cfg[${Index & string}]`> : Widths[Index]
}

/** The same, where one of several cfgs may be written (`small ? [8, 16] : [32, 64]`): what is right is the cfg itself, from which each is inferred. */
export type CheckedCfg<Widths extends Cfg> = unknown extends Verdicts[Verdict<AreCounts<Widths>>] ? Widths : CheckedWidths<Widths>

type AreCounts<Widths extends Cfg> = Widths extends CheckedWidths<Widths> ? true : false

/**
 * Run-time twin of `CheckedWidths`: the widths, or the first that is none as a sentence that is thrown.
 *
 * @example
 * checkedWidths('mlp', [200, 100]) // => [200, 100]
 */
export const checkedWidths = <const Widths extends readonly number[]>(caller: string, widths: Widths): Widths => {
  const problem = widths.map((width, at) => countProblem(width, `cfg[${at}]`)).find((found) => found !== undefined)
  return problem === undefined ? widths : invariant(`${caller}: ${problem}`)
}
