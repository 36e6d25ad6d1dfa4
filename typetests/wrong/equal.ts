// `Equal` itself can fail: assignable both ways is not the same.
import type { Equal, Expect } from '../equal.js'

export type Numbers = Expect<Equal<1, number>>
export type Unions = Expect<Equal<{ readonly a: 1 } & { readonly b: 2 }, { readonly a: 1; readonly b: 2 }>>
