/**
 * How many places a sliding window has along one axis:
 *
 *     floor((size + 2 padding - window) / stride) + 1
 *
 * 0 where the window does not fit at all. Type and run-time twin, tested against each other.
 */
import type { IsSeveral } from './known.js'
import type { Add, CeilDivide, FitsIn, FloorDivide, Lesser, Multiply, Subtract } from './natural.js'

/** The places of a window, for the compiler; odd "same" windows and pools take a short way through the digits. */
export type WindowCount<Size extends number, Window extends number, Stride extends number, Padding extends number> = number extends
  | Size
  | Window
  | Stride
  | Padding
  ? number
  : IsSeveral<`${Size},${Window},${Stride},${Padding}`> extends false
    ? `${Window},${Padding}` extends '1,0' | '3,1' | '5,2' | '7,3'
      ? CeilDivide<Size, Stride> // padded to "same": the short way
      : `${Window},${Padding}` extends `${Stride},0`
        ? FloorDivide<Size, Stride> // pooling: windows side by side
        : Add<Size, Add<Padding, Padding>> extends infer Padded extends number
          ? FitsIn<Window, Padded> extends true
            ? Add<FloorDivide<Subtract<Padded, Window>, Stride>, 1>
            : 0
          : never
    : number

/**
 * Run-time twin of `WindowCount`.
 *
 * @example
 * windowCount(32, 3, 2, 1) // => 16
 */
export const windowCount = (size: number, window: number, stride: number, padding: number): number =>
  size + 2 * padding < window ? 0 : Math.floor((size + 2 * padding - window) / stride) + 1

/**
 * The places of a window of which the last may reach beyond the map and its padding, as long as it begins on the map or in front of it:
 *
 *     min(ceil((size + 2 padding - window) / stride) + 1, ceil((size + padding) / stride))
 *
 * 0 where already the first reaches beyond them by a stride or more.
 */
export type CeilWindowCount<Size extends number, Window extends number, Stride extends number, Padding extends number> = number extends
  | Size
  | Window
  | Stride
  | Padding
  ? number
  : IsSeveral<`${Size},${Window},${Stride},${Padding}`> extends false
    ? `${Window},${Padding}` extends `${Stride},0`
      ? CeilDivide<Size, Stride> // windows side by side
      : WindowCount<Add<Size, Subtract<Stride, 1>>, Window, Stride, Padding> extends infer Ended extends number
        ? Ended extends 0
          ? 0
          : Lesser<Ended, CeilDivide<Add<Size, Padding>, Stride>>
        : never
    : number

/**
 * Run-time twin of `CeilWindowCount`.
 *
 * @example
 * ceilWindowCount(54, 3, 2, 0) // => 27
 * windowCount(54, 3, 2, 0) // => 26
 */
export const ceilWindowCount = (size: number, window: number, stride: number, padding: number): number =>
  Math.min(windowCount(size + stride - 1, window, stride, padding), Math.ceil((size + padding) / stride))

/**
 * The size that so many places of a window are spread over by a transposed convolution, which a convolution of that window brings back to as many:
 *
 *     (places - 1) stride + window + added - 2 padding
 *
 * 0 where the padding takes away all of it.
 */
export type TransposedCount<
  Places extends number,
  Window extends number,
  Stride extends number,
  Padding extends number,
  Added extends number,
> = number extends Places | Window | Stride | Padding | Added
  ? number
  : IsSeveral<`${Places},${Window},${Stride},${Padding},${Added}`> extends false
    ? `${Window},${Padding},${Added}` extends `${Stride},0,0`
      ? Multiply<Places, Stride> // windows side by side
      : Cropped<Add<Multiply<Subtract<Places, 1>, Stride>, Add<Window, Added>>, Add<Padding, Padding>>
    : number

type Cropped<Whole extends number, Less extends number> = Less extends 0
  ? Whole
  : FitsIn<Less, Whole> extends true
    ? Subtract<Whole, Less>
    : 0

/**
 * Run-time twin of `TransposedCount`.
 *
 * @example
 * transposedCount(16, 3, 2, 1, 1) // => 32
 */
export const transposedCount = (places: number, window: number, stride: number, padding: number, added: number): number =>
  Math.max(0, (places - 1) * stride + window + added - 2 * padding)

/** The cells from a window's first tap to its last, so many apart: (taps - 1) dilation + 1. */
export type Reach<Taps extends number, Dilation extends number> = Dilation extends 1 ? Taps : SpreadReach<Taps, Dilation>
type SpreadReach<Taps extends number, Dilation extends number> =
  Multiply<Subtract<Taps, 1>, Dilation> extends infer Apart extends number ? Add<Apart, 1> : never

/**
 * Run-time twin of `Reach`.
 *
 * @example
 * reach(3, 2) // => 5
 */
export const reach = (taps: number, dilation: number): number => (taps - 1) * dilation + 1

/** Padding that keeps a map's size under an odd window at stride 1, (window - 1) / 2; of an even one as much as a whole number of cells can. */
export type SamePadding<Window extends number> = Window extends 1 | 2
  ? 0
  : Window extends 3 | 4
    ? 1
    : Window extends 5 | 6
      ? 2
      : Window extends 7 | 8
        ? 3
        : LessThanHalf<Window>

/** (window - 1) / 2, rounded down; by a name, or the compiler would work it out for every caller of the rows above. */
type LessThanHalf<Window extends number> = Subtract<Window, 1> extends infer Less extends number ? FloorDivide<Less, 2> : never

/** Run-time twin of `SamePadding`. */
export const samePadding = (window: number): number => Math.floor((window - 1) / 2)
