/** A cfg written by the user for a new network: each entry a width (or a VGG's 'M'), or a sentence about it in its place. */
import type { Cfg } from './atMost.js'
import type { Count } from './count.js'

/** Every width in its place: itself, or the sentence about it ("cfg[1] is 0: at least 1 is needed"). */
export type CheckedWidths<Widths extends Cfg> = {
  readonly [Index in keyof Widths]: Widths[Index] extends number ? Count<Widths[Index], `cfg[${Index & string}]`> : Widths[Index]
}
