/**
 * A value as JSON, every number to the bit: `JSON.stringify` writes -0 as 0, and whoever reads that has another number than was written. A
 * member that is undefined is left out, as there.
 *
 * @example
 * jsonOf({ mean: [-0, 0.1], deviation: undefined }) // => '{"mean":[-0,0.1]}'
 * Object.is(JSON.parse(jsonOf(-0)), -0) // => true
 */
export const jsonOf = (value: unknown): string => {
  if (Object.is(value, -0)) return '-0'
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(',')}]`
  return `{${Object.entries(value).flatMap(member).join(',')}}`
}

const member = ([key, value]: readonly [string, unknown]): readonly string[] =>
  value === undefined ? [] : [`${JSON.stringify(key)}:${jsonOf(value)}`]
