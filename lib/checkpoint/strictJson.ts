import { either as E, function as F } from 'fp-ts'

/**
 * A JSON text's value; a `Left` says why it has none. Stricter than `JSON.parse`: a key that stands twice in one object is refused too,
 * where others silently take the first or the last.
 *
 * @example
 * strictJson('{"a": [1, 2]}') // => E.right({ a: [1, 2] })
 * strictJson('{"a": 1, "a": 2}') // => E.left('the key "a" twice')
 */
export const strictJson = (text: string): E.Either<string, unknown> =>
  F.pipe(
    text,
    E.fromPredicate(isShallow, () => `brackets more than ${deepest} deep`),
    E.flatMap(valueOf),
    E.flatMap((value) => {
      const key = repeatedKey(text)
      return key === undefined ? E.right(value) : E.left(`the key ${key} twice`)
    }),
  )

/** As deep as the format's own library reads (serde_json). A parser takes hundreds of bytes for each bracket that is open, so it is asked first. */
const deepest = 128

const isShallow = (json: string): boolean => {
  let open = 0
  for (let at = 0; at < json.length && open <= deepest; at += 1) {
    const sign = json[at]
    if (sign === '{' || sign === '[') open += 1
    else if (sign === '}' || sign === ']') open -= 1
    else if (sign === '"') at = stringEnd(json, at) - 1
  }
  return open <= deepest
}

const valueOf = (text: string): E.Either<string, unknown> =>
  E.tryCatch(
    (): unknown => JSON.parse(text),
    (reason) => (reason instanceof Error ? reason.message : String(reason)),
  )

/** The first key that stands twice in one object, in its quotes, of a text that is known to be JSON. */
const repeatedKey = (json: string): string | undefined => {
  // the keys met in each object that is open here; an array has none
  const open: Set<string>[] = []
  for (let at = 0; at < json.length; at += 1) {
    const sign = json[at]
    if (sign === '{' || sign === '[') open.push(new Set())
    if (sign === '}' || sign === ']') open.pop()
    if (sign !== '"') continue
    const end = stringEnd(json, at)
    const string = json.slice(at, end)
    at = end - 1
    if (!beforeColon(json, end)) continue
    const key = String(JSON.parse(string))
    if (open.at(-1)?.has(key) === true) return string
    open.at(-1)?.add(key)
  }
  return undefined
}

/** Just behind the string that begins here, or behind the text where it does not end. */
const stringEnd = (json: string, start: number): number => {
  let at = start + 1
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at + 1
}

/** Only a key is followed by a colon. */
const beforeColon = (json: string, start: number): boolean => {
  let at = start
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\r' || json[at] === '\t') at += 1
  return json[at] === ':'
}
