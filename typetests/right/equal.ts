import type { Equal, Expect } from '../equal.js'

export type Literals = Expect<Equal<readonly [28, 28, 1], readonly [28, 28, 1]>>
export type Different = Expect<Equal<Equal<readonly [28], [28]>, false>>
export type Unknown = Expect<Equal<Equal<unknown, any>, false>> // eslint-disable-line typescript/no-explicit-any -- what is tested
