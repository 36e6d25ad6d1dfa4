/**
 * Widths on their way into the cfg, as the compiler's walk carries them.
 *
 * A width is *pending* from the layer that makes it until the next layer that reads all channels: there it becomes free. A sum met before
 * that ties it, as does a layer that selects channels by position; the network's end makes it the output: in these cases it never enters
 * the cfg. What a concatenation sets side by side stays pending.
 *
 * The walk holds a list, the end of the cfg from the first pending width on, in forward order:
 *
 *     Given             the channels that a branch was given; where a branch begins, [Given] is all that is held
 *     Pending<16>       a width that waits
 *     16                a width that is free already, made inside a branch of a concatenation behind one that waits
 *
 * Run-time twin: the groups of `coupling.ts`.
 */

/** The channels that a branch was given, as long as no layer of it has read them. */
export type Given = 'given'

/** A width that no layer has read yet. */
export type Pending<Width> = readonly [width: Width]

/** The free widths once a layer has read all channels: those that waited, too. */
export type Freed<Held extends readonly unknown[], Free extends readonly unknown[] = []> = Held extends readonly [
  infer First,
  ...infer Rest,
]
  ? Freed<Rest, First extends Given ? Free : First extends Pending<infer Width> ? [...Free, Width] : [...Free, First]>
  : Free

/** The free widths once those that waited are tied: only those that were free before. */
export type FreeOf<Held extends readonly unknown[], Free extends readonly unknown[] = []> = Held extends readonly [
  infer First,
  ...infer Rest,
]
  ? FreeOf<Rest, First extends Given | Pending<unknown> ? Free : [...Free, First]>
  : Free

/** Whether what is tied now is the branch's input as well. */
export type TiesGiven<Held extends readonly unknown[], Before> = Given extends Held[number] ? true : Before

/** What is held behind a branch without what it was given, which is in front. */
export type WithoutGiven<Held extends readonly unknown[]> = Held extends readonly [Given, ...infer Rest] ? Rest : Held

/**
 * A list of widths of which the compiler does not know how many there are: what stands behind a layer that it does not see. It absorbs
 * every width that follows, and is the cfg of the whole network.
 */
export type UnseenWidths = readonly number[]

/** Whether a list of widths (or names) has lost its length. */
export type HasUnseen<List extends readonly unknown[]> = number extends List['length'] ? true : false

/** A whole network's cfg: what still waits at its end is its output. */
export type WidthsOf<Walk> = Walk extends { widths: infer Widths extends readonly unknown[]; held: infer Held extends readonly unknown[] }
  ? HasUnseen<Widths> extends true
    ? UnseenWidths
    : Held extends readonly [Pending<unknown>] | readonly []
      ? Widths
      : [...Widths, ...FreeOf<Held>]
  : never
