/**
 * The cfg of a U-Net, in forward order: of each scale from the largest map to the smallest what its two convolutions make; then, on the way up, of each scale what
 * the transposed convolution makes that brings maps to it, and what the two convolutions behind make. A row of each way; this layout is not the formatter's (biome.json).
 */
import type { Checked, Verdict, Verdicts } from '../shape/checked.js'
import type { CheckedWidths } from '../shape/checkedWidths.js'
import { invariant } from '../shape/invariant.js'
import type { Known } from '../shape/known.js'
import type { Remainder } from '../shape/natural.js'
import { type MapShape, type ShowShape, showShape } from '../shape/shape.js'

export type UnetCfg = [
  64, 64, 128, 128, 256, 256, 512, 512, 1024, 1024,
  512, 512, 512, 256, 256, 256, 128, 128, 128, 64, 64, 64,
]

/** Run-time twin of `UnetCfg`: the widths of the paper. */
export const unetCfg: UnetCfg = [
  64, 64, 128, 128, 256, 256, 512, 512, 1024, 1024,
  512, 512, 512, 256, 256, 256, 128, 128, 128, 64, 64, 64,
]

/** How many times a map is halved by a U-Net whose cfg has so many entries. */
interface Halvings {
  readonly 7: 1
  readonly 12: 2
  readonly 17: 3
  readonly 22: 4
  readonly 27: 5
}

interface PowersOfTwo {
  readonly 1: 2
  readonly 2: 4
  readonly 3: 8
  readonly 4: 16
  readonly 5: 32
}

/** The widths as they are, or the sentence about one, or about how many there are. */
export type UnetWidths<Widths extends readonly number[]> = unknown extends Verdicts[Verdict<AreScales<Widths['length']>>]
  ? CheckedWidths<Widths>
  : `the cfg has ${Widths['length']} entries, and a unet has 7, 12, 17, 22 or 27: 5 for each time that it halves its map, and 2`

/** Whether there are so many for whole scales; of lists whose length is not known, run time decides. */
type AreScales<Entries extends number> = number extends Entries ? true : Entries extends keyof Halvings ? true : false

/** How often widths that run time knows halve a map; how many there are is looked at first. */
export const halvingsOf = (widths: readonly number[]): number => {
  const halvings = (widths.length - 2) / 5
  return Number.isInteger(halvings) && halvings >= 1 && halvings <= 5
    ? halvings
    : invariant(
        `unet: the cfg has ${widths.length} entries, and a unet has 7, 12, 17, 22 or 27: 5 for each time that it halves its map, and 2`,
      )
}

/** A map that so many widths halve without a rest, or the sentence about another. */
export type UnetInput<In extends MapShape, Entries extends number> = Checked<
  In,
  Verdicts[Verdict<AreDivided<In, Entries>>],
  `a unet of this cfg needs sides that are multiples of ${Divisor<Entries>}, and receives ${ShowShape<In>}`
>

/** What so many widths divide a map by. */
type Divisor<Entries extends number> = PowersOfTwo[Halvings[Entries & keyof Halvings]]

type AreDivided<In extends MapShape, Entries extends number> = Entries extends keyof Halvings
  ? IsDivided<In[0], Divisor<Entries>> extends false
    ? false
    : IsDivided<In[1], Divisor<Entries>>
  : true

/** Run time decides about `number`, and about one of several. */
type IsDivided<Size extends number, By extends number> = number extends Known<Size> ? true : Remainder<Size, By> extends 0 ? true : false

/** Run-time twin of `UnetInput`, which throws the sentence. */
export const dividedInput = (input: MapShape, halvings: number): MapShape => {
  const by = 2 ** halvings
  return input[0] % by === 0 && input[1] % by === 0
    ? input
    : invariant(`unet: a unet of this cfg needs sides that are multiples of ${by}, and receives ${showShape(input)}`)
}
