/**
 * The compiler's check of a new cfg: entry by entry, no wider than the network, each mistake a sentence under its own number.
 */
import type { AtMost, Cfg } from './atMost.js'
import type { IsSeveral } from './known.js'
import type { Compare } from './natural.js'

/** The tuple without its `readonly`: shorter in hovers and declarations. */
export type PlainCfg<Widths extends Cfg> = Widths extends readonly [...infer Entries extends (number | 'M')[]] ? Entries : Widths

/** Off the common path: what is wrong with an entry. */
type Problem<Old, New, Index extends string> = 0 extends 1 & New
  ? never // `any` would fit every sentence, but not never
  : IsSeveral<New> extends false
    ? IsSeveral<Old> extends false
      ? ProblemOfOne<Old, New, Index>
      : `cfg[${Index}] does not fit each of the networks that this may be: narrow each by itself`
    : `cfg[${Index}] is one of several, of which not each fits the network: use planTo, whose result is an Either`

type ProblemOfOne<Old, New, Index extends string> = New extends 'M'
  ? Old extends 'M'
    ? New
    : `cfg[${Index}] is a pooling 'M', but the network has a layer of ${Old & number} channels there`
  : Old extends 'M'
    ? `cfg[${Index}] is ${New & number}, but the network has a pooling 'M' there`
    : Old extends AtMost<infer Bound>
      ? `cfg[${Index}] of this network is known only at run time (at most ${Bound}): refine it first`
      : number extends Old
        ? `cfg[${Index}] of this network is known only as 'number': refine it first`
        : number extends New
          ? `cfg[${Index}] is only known as 'number': use planTo, whose result is an Either`
          : New extends 0
            ? `cfg[${Index}] is 0: a layer keeps at least 1 channel`
            : `${New & number}` extends `-${string}` | `${string}.${string}` | `${string}e-${string}`
              ? `cfg[${Index}] is ${New & number}, not a positive integer`
              : `cfg[${Index}] is ${New & number}, wider than the network, which has ${Old & number} channels there`

/** Whether an entry is a width no wider than the old one; `boolean` where it is so of some of several. */
type EntryFits<New, Old> = New extends 0
  ? false
  : Old extends 'M'
    ? false
    : Compare<`${New & number}`, `${Old & number}`> extends '>'
      ? false
      : true

/** Every entry in its place: itself, or the sentence about it. */
export type Explain<Old extends Cfg, New extends Cfg> = {
  readonly [Index in keyof New]: EntryFits<New[Index], Old[Index & keyof Old]> extends true
    ? New[Index]
    : Problem<Old[Index & keyof Old], New[Index], Index & string>
}

/**
 * The type of the cfg argument: `New` itself when every entry fits, that is, when `Explain<Old, New>`, here `Explained`, has the same entries.
 * It is a type parameter of the caller so that contextual typing never opens the sentences (it would cost three times as much), and
 * `NoInfer` keeps it from being inferred from the argument.
 */
export type Fits<Old extends Cfg, New extends Cfg, Explained> = number extends New['length']
  ? `the cfg must be a tuple of literals, not an array of unknown length`
  : [New['length'], Old['length']] extends [Old['length'], New['length']]
    ? [New] extends [Explained]
      ? New
      : NoInfer<Explained>
    : IsOne<Old['length']> extends true
      ? `the cfg has ${New['length']} entries, but the network has ${Old['length']}`
      : 'the network is one of several whose cfgs differ in length: narrow each by itself'

/** Whether a type has no alternatives. */
type IsOne<Given, All = Given> = Given extends All ? ([All] extends [Given] ? true : false) : never

/**
 * Run-time twin of `Fits`: the first thing wrong with a new cfg, if there is one.
 *
 * @example
 * fitsProblem([32, 'M', 64], [8, 'M', 96]) // => 'cfg[2] is 96, wider than the network, which has 64 channels there'
 */
export const fitsProblem = (old: Cfg, given: Cfg): string | undefined =>
  given.length === old.length
    ? given.map((entry, index) => entryProblem(old[index], entry, index)).find((problem) => problem !== undefined)
    : `the cfg has ${given.length} entries, but the network has ${old.length}`

const entryProblem = (old: number | 'M' | undefined, entry: number | 'M', index: number): string | undefined => {
  if (entry === 'M') return old === 'M' ? undefined : `cfg[${index}] is a pooling 'M', but the network has a layer of ${old} channels there`
  if (old === 'M') return `cfg[${index}] is ${entry}, but the network has a pooling 'M' there`
  if (entry === 0) return `cfg[${index}] is 0: a layer keeps at least 1 channel`
  if (!Number.isInteger(entry) || entry < 0) return `cfg[${index}] is ${entry}, not a positive integer`
  return old !== undefined && entry > old ? `cfg[${index}] is ${entry}, wider than the network, which has ${old} channels there` : undefined
}
