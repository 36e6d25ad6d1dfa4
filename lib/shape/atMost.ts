/**
 * A width that only the data decides (a global threshold, a fraction of the weights): some integer from 1 to `Bound`.
 *
 * No literal is assignable to it and it is assignable to no literal, so an unknown width never passes for a known one, yet it keeps
 * its bound. `cfgCodec` turns widths back into literals.
 */
export type AtMost<Bound extends number> = number & { readonly [bound]: Bound }

/** The brand of `AtMost`. It exists in types alone: at run time such a width is a plain number. */
export declare const bound: unique symbol

/** Widths that pruning may change, in forward order; 'M' stands for a pooling in the VGG papers' tuples. */
export type Cfg = readonly (number | 'M')[]

type AtMostOne<Entry> = Entry extends AtMost<number> | 'M'
  ? Entry
  : number extends Entry
    ? Entry
    : Entry extends number
      ? AtMost<Entry>
      : never

/** What remains known of a cfg when the data decides how much of each width stays. */
export type AtMostEach<Widths extends Cfg> = { [Index in keyof Widths]: AtMostOne<Widths[Index]> }
