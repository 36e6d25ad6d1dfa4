/**
 * A value that nobody checked yet, short enough to stand in a sentence; never the whole of it, which may be nested deeper than it can be printed.
 *
 * @example
 * shown('64') // => '"64"'
 * shown([1, 2, 3]) // => 'a list of 3'
 * shown({ norm: 1, value: 2 }) // => 'an object { norm, value }'
 */
export const shown = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 37)}...` : value)
  if (typeof value === 'function') return 'a function'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (ArrayBuffer.isView(value)) return `a ${Object.prototype.toString.call(value).slice('[object '.length, -1)}`
  const wrapped = wrappingOf(value)
  if (wrapped !== undefined) return wrapped
  return typeof value === 'object' && value !== null ? ['an object', ...namesIn(value)].join(' ') : String(value)
}

/** The first few names of what it holds, in braces; none of an object without any. */
const namesIn = (value: object): readonly string[] => {
  const names = Object.keys(value)
  const first = names.slice(0, 6).map((name) => (name.length > 20 ? `${name.slice(0, 17)}...` : name))
  return names.length === 0 ? [] : [`{ ${[...first, ...(names.length > 6 ? ['...'] : [])].join(', ')} }`]
}

/** What holds a value that may be the one that was meant, by its kind; undefined of all else. */
export const wrappingOf = (value: unknown): 'an Either' | 'a promise' | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  if (value instanceof Promise) return 'a promise'
  const { _tag: tag } = value as { readonly _tag?: unknown }
  return (tag === 'Right' && 'right' in value) || (tag === 'Left' && 'left' in value) ? 'an Either' : undefined
}
