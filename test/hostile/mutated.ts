/** Files that went wrong: bytes changed, cut, moved, lengthened, and headers of safetensors that say something else than the data. */
import fc from 'fast-check'

type Edit = (bytes: Uint8Array) => Uint8Array

const within = (at: number, { length }: Uint8Array): number => Math.floor(at * length)
const spliced = (bytes: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array =>
  Uint8Array.of(...bytes.subarray(0, at), ...added, ...bytes.subarray(at + removed))

/** A place in a file, from 0 up to but without 1; half of all are at its beginning, where what is declared stands. */
const place = fc.oneof(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.double({ min: 0, max: 0.05, noNaN: true }))
const telling = fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)
const bytes = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 9 }),
  fc.array(telling, { minLength: 1, maxLength: 9 }).map((values) => Uint8Array.from(values)),
)

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(place, bytes).map(
    ([at, added]): Edit =>
      (file) =>
        spliced(file, within(at, file), added.length, added),
  ),
  fc.tuple(place, bytes).map(
    ([at, added]): Edit =>
      (file) =>
        spliced(file, within(at, file), 0, added),
  ),
  fc.tuple(place, fc.nat(64)).map(
    ([at, removed]): Edit =>
      (file) =>
        spliced(file, within(at, file), removed, new Uint8Array(0)),
  ),
  fc.tuple(place, place, fc.nat(64)).map(
    ([from, to, length]): Edit =>
      (file) => {
        const start = within(from, file)
        return spliced(file, within(to, file), 0, file.slice(start, start + length))
      },
  ),
  place.map(
    (at): Edit =>
      (file) =>
        file.slice(0, within(at, file)),
  ),
)

/** One of these files after one to four edits; now and then it is as it was, or nothing but noise. */
export const mutated = (files: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    {
      weight: 20,
      arbitrary: fc
        .tuple(fc.constantFrom(...files), fc.array(edit, { minLength: 1, maxLength: 4 }))
        .map(([file, edits]) => edits.reduce((current, change) => change(current), file)),
    },
    { weight: 1, arbitrary: fc.constantFrom(...files) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  )

const headerOf = (file: Uint8Array): { readonly text: string; readonly data: Uint8Array } => {
  const end = 8 + Number(new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true))
  return { text: new TextDecoder().decode(file.subarray(8, end)).trimEnd(), data: file.subarray(end) }
}

/** A safetensors file of this header, whose length is right. */
export const withHeader = (text: string, data: Uint8Array): Uint8Array => {
  const header = new TextEncoder().encode(text)
  const file = new Uint8Array(8 + header.length + data.length)
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true)
  file.set(header, 8)
  file.set(data, 8 + header.length)
  return file
}

const odd = fc.oneof(
  fc.constantFrom(
    '-1',
    '0',
    '1',
    '2',
    '0.5',
    '1e3',
    '4294967296',
    '9007199254740993',
    '1e300',
    '1e999',
    '-0',
    'null',
    'true',
    '""',
    '[]',
    '{}',
  ),
  fc.constantFrom('"M"', '"F64"', '"BF16"', '"__proto__"', '[[[[]]]]', '[1,2,3]', '{"a":1}', '"\\ud800"'),
  fc.json({ maxDepth: 2 }),
)

/** Words and numbers of a JSON text, also in the JSON that stands in a text of it. */
const token = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|true|false|null|\\?"(?:[^"\\]|\\[^"])*\\?"/g

/** A safetensors file whose header has other values, or other text, in some places. */
export const misdescribed = (files: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc
    .tuple(
      fc.constantFrom(...files),
      fc.array(fc.tuple(fc.double({ min: 0, max: 0.9999, noNaN: true }), odd), { minLength: 1, maxLength: 3 }),
      fc.constantFrom(0, 0, 0, -4, 4),
    )
    .map(([file, changes, longer]) => {
      const { text, data } = headerOf(file)
      const changed = changes.reduce((current, [at, value]) => {
        const tokens = [...current.matchAll(token)]
        const chosen = tokens[Math.floor(at * tokens.length)]
        if (chosen === undefined) return current
        // inside the text of metadata a quote is written with a backslash
        const inText = chosen[0].startsWith('\\') || current.slice(0, chosen.index).endsWith('\\')
        return `${current.slice(0, chosen.index)}${inText ? value.replaceAll('"', '\\"') : value}${current.slice(chosen.index + chosen[0].length)}`
      }, text)
      return withHeader(
        changed,
        longer < 0 ? data.subarray(0, Math.max(0, data.length + longer)) : Uint8Array.of(...data, ...new Uint8Array(longer)),
      )
    })
