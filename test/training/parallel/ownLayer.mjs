// A layer of a program's own, in a module that workers import: by the built package, as theirs.
import { defineLayer } from '../../../dist/lib/index.js'

export const squared = defineLayer({
  tag: 'test/squared',
  fields: { channels: 'count' },
  channels: { carried: 'channels' },
  arrays: ({ channels }) => ({ factors: { shape: [channels], axes: ['outputs'], initial: 0.5 } }),
  compute: ({ add, multiply, scale }, x, { factors }) => add(x, scale(multiply(x, x), factors)),
  module: import.meta.url,
})

/** The same without its module. */
export const homeless = defineLayer({ tag: 'test/homeless', compute: ({ add }, x) => add(x, x) })
