/** A number for both axes of a map, or one for each: how far a window reaches, moves, is padded, and how far apart its taps are. */
import { aNumber, finiteNumber, kind, type Kind } from './kind.js'

/**
 * One number for both axes, or [vertical, horizontal].
 */
export type PerAxis = number | readonly [vertical: number, horizontal: number]

/** The number along rows from top to bottom. */
export type Vertical<Given extends PerAxis> = Given extends readonly [infer One extends number, number] ? One : Extract<Given, number>

/** The number along columns from left to right. */
export type Horizontal<Given extends PerAxis> = Given extends readonly [number, infer Other extends number] ? Other : Extract<Given, number>

/** Run-time twin of `Vertical`. */
export const vertical = (given: PerAxis): number => (typeof given === 'number' ? given : given[0])

/** Run-time twin of `Horizontal`. */
export const horizontal = (given: PerAxis): number => (typeof given === 'number' ? given : given[1])

/** [vertical, horizontal] */
export const pairOf = (given: PerAxis): readonly [vertical: number, horizontal: number] =>
  typeof given === 'number' ? [given, given] : given

/** What a function of one number makes of both. */
export const eachAxis = (given: PerAxis, made: (value: number) => number): PerAxis =>
  typeof given === 'number' ? made(given) : [made(given[0]), made(given[1])]

/** The same in an array of its own: a caller may write into theirs later. */
export const copiedPerAxis = (given: PerAxis): PerAxis => eachAxis(given, (value) => value)

/** "3" for both, "1x7" for two. */
export const shownPerAxis = (given: PerAxis): string => (typeof given === 'number' ? `${given}` : `${given[0]}x${given[1]}`)

const oneOrTwo = (one: Kind<number>): Kind<PerAxis> =>
  kind(
    `${one.name} or two of them, [vertical, horizontal],`,
    (value) => one.is(value) || (Array.isArray(value) && value.length === 2 && one.is(value[0]) && one.is(value[1])),
  )

/** Any, of which a function then says as data what is wrong with it. */
export const numbersPerAxis: Kind<PerAxis> = oneOrTwo(aNumber)
/** What a description may hold. */
export const finitePerAxis: Kind<PerAxis> = oneOrTwo(finiteNumber)
