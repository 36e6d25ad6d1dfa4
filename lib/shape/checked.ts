/**
 * How a number is checked where the user writes it, without stopping a function that is generic in that number.
 *
 * Each check ends in a look-up by text: `never` in the rows of what cannot be, `unknown` under the index signature of all the rest. For a
 * type parameter the compiler takes the index signature, finds that the check always holds, and lets the parameter through:
 * `<const C extends number>(c: C) => conv2d(c, c)` compiles, and `conv2d(0, 8)` does not. Any other conditional type in the place of a
 * parameter would stop the generic function as well.
 *
 * `number` passes, and so does a union with one right member: run time decides.
 */

/** `Value` itself where the table allows it (`Allowed` is `Table[text]`), else the sentence. */
export type Checked<Value, Allowed, Sentence> = unknown extends Allowed ? Value : Sentence

/** All but what no count can be. */
export interface Counts {
  readonly [text: string]: unknown
  readonly 0: never
  readonly [negative: `-${string}`]: never
  readonly [fraction: `${string}.${string}`]: never
  readonly [exponent: `${string}e${string}`]: never
}

/** The table for a check that is worked out: all but 'wrong'. */
export interface Verdicts {
  readonly [text: string]: unknown
  readonly wrong: never
}

/** The row of `Verdicts` for what a check says: of a type parameter, any text. */
export type Verdict<IsRight> = IsRight extends false ? 'wrong' : string

/**
 * `Value` itself, or the sentence that a check in several steps has come to, which is `undefined` where nothing is wrong. Asked for `undefined`, not for a
 * sentence: the compiler tries a wildcard for what a generic function knows, and a wildcard extends everything.
 */
export type Unless<Sentence, Value> = Checked<Value, Verdicts[Verdict<[Sentence] extends [undefined] ? true : false>], Sentence & string>
