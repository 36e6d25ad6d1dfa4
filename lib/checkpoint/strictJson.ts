import { either as E, function as F } from 'fp-ts'

/**
 * A JSON text's value; a `Left` says why it has none. Stricter than `JSON.parse`: a key that stands twice in one object is refused too,
 * where others silently take the first or the last; and so are brackets nested deeper than `deepest`, or more than one in 16 signs, for which a
 * parser would take many times the text's size.
 *
 * @example
 * strictJson('{"a": [1, 2]}') // => E.right({ a: [1, 2] })
 * strictJson('{"a": 1, "a": 2}') // => E.left('the key "a" twice')
 */
export const strictJson = (text: string, deepest: number = usuallyDeepest): E.Either<string, unknown> =>
  F.pipe(
    bracketsProblem(text, deepest),
    (problem) => (problem === undefined ? E.right(text) : E.left(problem)),
    E.flatMap(valueOf),
    E.flatMap((value) => {
      const key = repeatedKey(text)
      return key === undefined ? E.right(value) : E.left(`the key ${key} twice`)
    }),
  )

/** As deep as the format's own library reads (serde_json). A parser takes hundreds of bytes for each bracket that is open, so it is asked first. */
const usuallyDeepest = 128

/**
 * Pairs of brackets in a text of so many signs. A parser takes tens of bytes for a pair that has two: a safetensors header, whose entries have three
 * pairs in 49 signs at the least, has none more; a description has one or two a layer, and 10,000 layers.
 */
const mostBrackets = (signs: number): number => 100_000 + signs / 16

/** What is wrong with the brackets; seen before anything is made of them. */
const bracketsProblem = (json: string, deepest: number): string | undefined => {
  const most = mostBrackets(json.length)
  let open = 0
  let pairs = 0
  for (let at = 0; at < json.length; at += 1) {
    const sign = json[at]
    if (sign === '{' || sign === '[') {
      open += 1
      pairs += 1
      if (open > deepest) return `brackets more than ${deepest} deep`
      if (pairs > most) return `more than ${Math.trunc(most)} brackets in ${json.length} signs`
    } else if (sign === '}' || sign === ']') open -= 1
    else if (sign === '"') at = stringEnd(json, at) - 1
  }
  return undefined
}

const valueOf = (text: string): E.Either<string, unknown> =>
  E.tryCatch(
    (): unknown => JSON.parse(text),
    (reason) => (reason instanceof Error ? reason.message : String(reason)),
  )

/** The first key that stands twice in one object, in its quotes, of a text that is known to be JSON. */
const repeatedKey = (json: string): string | undefined => {
  // the keys met in each object that is open here; none yet where nothing has one
  const open: (Set<string> | undefined)[] = []
  for (let at = 0; at < json.length; at += 1) {
    const sign = json[at]
    if (sign === '{' || sign === '[') open.push(undefined)
    if (sign === '}' || sign === ']') open.pop()
    if (sign !== '"') continue
    const end = stringEnd(json, at)
    const string = json.slice(at, end)
    at = end - 1
    if (!beforeColon(json, end)) continue
    const key = string.includes('\\') ? String(JSON.parse(string)) : string.slice(1, -1)
    const keys = open.at(-1)
    if (keys === undefined) open[open.length - 1] = new Set([key])
    else if (keys.has(key)) return string
    else keys.add(key)
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
