/**
 * A value that nobody checked yet, short enough to stand in a sentence; never the whole of it, which may be nested deeper than it can be printed.
 *
 * @example
 * shown('64') // => '"64"'
 * shown([1, 2, 3]) // => 'a list of 3'
 */
export const shown = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 37)}...` : value)
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (ArrayBuffer.isView(value)) return `a ${Object.prototype.toString.call(value).slice('[object '.length, -1)}`
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}
