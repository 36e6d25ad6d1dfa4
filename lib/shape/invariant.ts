/**
 * The one place that throws: a program that got past the compiler (plain JavaScript, a cast) or a mistake of ours.
 * Bad *data* never comes here; it is a `Left`.
 */
export const invariant = (message: string, cause?: unknown): never => {
  throw new TypeError(`narrownet: ${message}`, cause === undefined ? undefined : { cause })
}

/** A value that our own bookkeeping says is there. */
export const known = <A>(value: A | undefined, what = 'a value'): A => value ?? invariant(`${what} is missing`)
