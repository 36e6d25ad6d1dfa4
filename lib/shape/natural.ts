/**
 * Arithmetic on literal natural numbers, digit by digit: 512 * 49 is 25088 without a tuple of that length.
 *
 * `number` in gives `number` out; a width with a bound (`AtMost<32>`) gives a bound. The run-time twin of each type is JavaScript's
 * own operator; test/shape/natural.test.ts holds the two against each other.
 */
import type { AtMost, bound } from './atMost.js'
import type { DifferenceTable, OrderTable, ProductTable, QuotientTable, SumTable } from './digits.js'

type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9
/** least significant digit first */
type Digits = readonly Digit[]

type ToNumber<Text extends string> = Text extends `${infer Value extends number}` ? Value : never
type ToDigits<Text extends string, Done extends Digits = []> = Text extends `${infer First extends Digit}${infer Rest}`
  ? ToDigits<Rest, [First, ...Done]>
  : Done
type ToText<Value extends Digits, Done extends string = ''> = Value extends readonly [
  infer First extends Digit,
  ...infer Rest extends Digits,
]
  ? ToText<Rest, `${First}${Done}`>
  : Done
type WithoutLeadingZeros<Text extends string> = Text extends `0${infer Rest}` ? (Rest extends '' ? '0' : WithoutLeadingZeros<Rest>) : Text

type TimesDigit<Left extends Digits, Right extends Digit, Carry extends Digit = 0, Done extends Digits = []> = Left extends readonly [
  infer First extends Digit,
  ...infer Rest extends Digits,
]
  ? ProductTable[Right][First] extends [infer High extends Digit, infer Low extends Digit]
    ? SumTable[Low][Carry] extends [infer More extends Digit, infer Unit extends Digit]
      ? TimesDigit<Rest, Right, SumTable[High][More][1] & Digit, [...Done, Unit]>
      : never
    : never
  : Carry extends 0
    ? Done
    : [...Done, Carry]

type AddDigits<Left extends Digits, Right extends Digits, Carry extends Digit = 0, Done extends Digits = []> = Left extends readonly [
  infer First extends Digit,
  ...infer LeftRest extends Digits,
]
  ? Right extends readonly [infer Second extends Digit, ...infer RightRest extends Digits]
    ? SumTable[First][Second] extends [infer CarryOne extends Digit, infer UnitOne extends Digit]
      ? SumTable[UnitOne][Carry] extends [infer CarryTwo extends Digit, infer Unit extends Digit]
        ? AddDigits<LeftRest, RightRest, SumTable[CarryOne][CarryTwo][1] & Digit, [...Done, Unit]>
        : never
      : never
    : SumTable[First][Carry] extends [infer NextCarry extends Digit, infer Unit extends Digit]
      ? AddDigits<LeftRest, [], NextCarry, [...Done, Unit]>
      : never
  : Right extends readonly [infer Second extends Digit, ...infer RightRest extends Digits]
    ? SumTable[Second][Carry] extends [infer NextCarry extends Digit, infer Unit extends Digit]
      ? AddDigits<[], RightRest, NextCarry, [...Done, Unit]>
      : never
    : Carry extends 0
      ? Done
      : [...Done, Carry]

type TimesDigits<Left extends Digits, Right extends Digits, Zeros extends 0[] = [], Done extends Digits = []> = Right extends readonly [
  infer First extends Digit,
  ...infer Rest extends Digits,
]
  ? TimesDigits<Left, Rest, [...Zeros, 0], AddDigits<Done, [...Zeros, ...TimesDigit<Left, First>]>>
  : Done

/** Left >= Right is the caller's duty. */
type SubtractDigits<Left extends Digits, Right extends Digits, Borrow extends 0 | 1 = 0, Done extends Digits = []> = Left extends readonly [
  infer First extends Digit,
  ...infer LeftRest extends Digits,
]
  ? Right extends readonly [infer Second extends Digit, ...infer RightRest extends Digits]
    ? DifferenceTable[Borrow][First][Second] extends [infer Next extends 0 | 1, infer Unit extends Digit]
      ? SubtractDigits<LeftRest, RightRest, Next, [...Done, Unit]>
      : never
    : DifferenceTable[Borrow][First][0] extends [infer Next extends 0 | 1, infer Unit extends Digit]
      ? SubtractDigits<LeftRest, [], Next, [...Done, Unit]>
      : never
  : Done

type BoundOr<Value> = Value extends { readonly [bound]: infer Bound extends number } ? Bound : Value

/** Left * Right. Bounded widths multiply to a bound. */
export type Multiply<Left extends number, Right extends number> = number extends Left | Right
  ? number
  : Left extends { readonly [bound]: infer Bound extends number }
    ? AtMost<Multiply<Bound, BoundOr<Right> & number>>
    : Right extends { readonly [bound]: infer Bound extends number }
      ? AtMost<Multiply<Left, Bound>>
      : Left extends 1
        ? Right
        : Right extends 1
          ? Left
          : ToNumber<WithoutLeadingZeros<ToText<TimesDigits<ToDigits<`${Left}`>, ToDigits<`${Right}`>>>>>

/** Left + Right. */
export type Add<Left extends number, Right extends number> = number extends Left | Right
  ? number
  : Right extends 0
    ? Left
    : ToNumber<ToText<AddDigits<ToDigits<`${Left}`>, ToDigits<`${Right}`>>>>

/** Left - Right, for Left >= Right. */
export type Subtract<Left extends number, Right extends number> = number extends Left | Right
  ? number
  : Right extends 0
    ? Left
    : ToNumber<WithoutLeadingZeros<ToText<SubtractDigits<ToDigits<`${Left}`>, ToDigits<`${Right}`>>>>>

type DivideText<
  Text extends string,
  Table,
  Remainder extends number = 0,
  Quotient extends string = '',
> = Text extends `${infer First}${infer Rest}`
  ? Table[`${Remainder}${First}` & keyof Table] extends [infer Digit extends string, infer Next extends number]
    ? DivideText<Rest, Table, Next, `${Quotient}${Digit}`>
    : never
  : [quotient: ToNumber<WithoutLeadingZeros<Quotient>>, remainder: Remainder]

/** The divisor is taken off the remainder as often as it fits: at most nine times a digit. */
type TakeOff<Remainder extends number, Right extends number, Taken extends 0[] = []> =
  FitsIn<Right, Remainder> extends true
    ? TakeOff<Subtract<Remainder, Right>, Right, [...Taken, 0]>
    : [quotient: Taken['length'], remainder: Remainder]

/** Schoolbook division, for divisors of two digits or more. */
type DivideLong<
  Text extends string,
  Right extends number,
  Remainder extends number = 0,
  Quotient extends string = '',
> = Text extends `${infer First}${infer Rest}`
  ? TakeOff<ToNumber<WithoutLeadingZeros<`${Remainder}${First}`>>, Right> extends [infer Digit extends number, infer Next extends number]
    ? DivideLong<Rest, Right, Next, `${Quotient}${Digit}`>
    : never
  : [quotient: ToNumber<WithoutLeadingZeros<Quotient>>, remainder: Remainder]

/** [floor(Left / Right), Left mod Right] */
type Divide<Left extends number, Right extends number> = Right extends keyof QuotientTable
  ? DivideText<`${Left}`, QuotientTable[Right]>
  : DivideLong<`${Left}`, Right>

/** floor(Left / Right). */
export type FloorDivide<Left extends number, Right extends number> = number extends Left | Right
  ? number
  : Right extends 1
    ? Left
    : Divide<Left, Right>[0] & number

/** Left mod Right, for Right > 0. */
export type Remainder<Left extends number, Right extends number> = number extends Left | Right ? number : Divide<Left, Right>[1] & number

/** ceil(Left / Right). */
export type CeilDivide<Left extends number, Right extends number> = number extends Left | Right
  ? number
  : Right extends 1
    ? Left
    : Divide<Left, Right> extends [infer Quotient extends number, infer Remainder]
      ? Remainder extends 0
        ? Quotient
        : Add<Quotient, 1>
      : never

/** How two natural numbers, as texts, stand to each other; '>' also where the right one is not one. */
export type Compare<
  Left extends string,
  Right extends string,
  SoFar extends '=' | '<' | '>' = '=',
> = Left extends `${infer First extends keyof OrderTable}${infer LeftRest}`
  ? Right extends `${infer Second extends Digit}${infer RightRest}`
    ? Compare<LeftRest, RightRest, SoFar extends '=' ? OrderTable[First][Second] : SoFar>
    : '>'
  : Left extends ''
    ? Right extends ''
      ? SoFar
      : '<'
    : '>'

/**
 * 1 <= Left <= Right; false also where either is not a plain natural literal.
 * It takes the pair and nothing else: the compiler remembers the answer per pair (an index beside them would cost half as much again).
 */
export type FitsIn<Left, Right> = Left extends 0 ? false : Compare<`${Left & number}`, `${Right & number}`> extends '>' ? false : true

/** The smaller of two counts. */
export type Lesser<One extends number, Other extends number> = FitsIn<One, Other> extends true ? One : Other
