/** `true` when the two types are the same type, not merely assignable to each other. */
export type Equal<Left, Right> = (<Probe>() => Probe extends Left ? 1 : 2) extends <Probe>() => Probe extends Right ? 1 : 2 ? true : false

/** `type _ = Expect<Equal<Found, Expected>>` compiles exactly when the types are equal. */
export type Expect<Truth extends true> = Truth
