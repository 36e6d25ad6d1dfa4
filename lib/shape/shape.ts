/**
 * The shape of one sample, batch axis left out: [height, width, channels] or [features]. Channels stand last, as in tfjs (NHWC).
 */
import type { Multiply } from './natural.js'

/** Sizes along the axes of one sample, or of a whole array where it says so. */
export type Shape = readonly number[]

/** A map of channels. */
export type MapShape = readonly [height: number, width: number, channels: number]

/** The same tuple without its `readonly`: shorter to read in hovers and declarations. */
export type PlainShape<Given extends Shape> = Given extends readonly [...infer Entries extends number[]] ? Entries : Given

/** "[28,28,1]" */
export type ShowShape<Given extends Shape> = Given extends readonly [infer First extends number, ...infer Rest extends Shape]
  ? `[${First}${ShowRest<Rest>}`
  : '[]'
type ShowRest<Given extends Shape> = Given extends readonly [infer First extends number, ...infer Rest extends Shape]
  ? `,${First}${ShowRest<Rest>}`
  : ']'

/** Run-time twin of `ShowShape`; of more sizes than an array may have, values say, the first few. */
export const showShape = (shape: Shape): string =>
  shape.length > mostSizes ? `[${shape.slice(0, 3).join(',')},...] of ${shape.length} sizes` : `[${shape.join(',')}]`

const mostSizes = 12

/** height * width * channels */
export type ElementCount<Given extends Shape> = Given extends readonly [
  infer Height extends number,
  infer Width extends number,
  infer Channels extends number,
]
  ? Multiply<Channels, Multiply<Height, Width>>
  : Given extends readonly [infer Features extends number]
    ? Features
    : number

/**
 * How many numbers one sample holds; run-time twin of `ElementCount`.
 *
 * @example
 * elementCount([7, 7, 64]) // => 3136
 */
export const elementCount = (shape: Shape): number => {
  let count = 1
  for (let axis = 0; axis < shape.length; axis += 1) count *= shape[axis] as number
  return count
}

/** The last axis: channels of a map, features of a vector. */
export type ChannelsOf<Given extends Shape> = Given extends readonly [number, number, infer Channels extends number]
  ? Channels
  : Given extends readonly [infer Features extends number]
    ? Features
    : number

/** Run-time twin of `ChannelsOf`. */
export const channelsOf = (shape: Shape): number => shape[shape.length - 1] ?? 0

/** Whether two shapes can be the same: a size known only as `number` may be any, and a shape of unknown length any shape. */
export type MayEqual<Left extends Shape, Right extends Shape> = number extends Right['length']
  ? true
  : number extends Left['length']
    ? true
    : Left extends readonly [infer One extends number, ...infer LeftRest extends Shape]
      ? Right extends readonly [infer Other extends number, ...infer RightRest extends Shape]
        ? [One] extends [Other]
          ? MayEqual<LeftRest, RightRest>
          : [Other] extends [One]
            ? MayEqual<LeftRest, RightRest>
            : false
        : false
      : Right extends readonly []
        ? true
        : false

/** Equal length, equal sizes. */
export const sameShape = (left: Shape, right: Shape): boolean => {
  let axis = 0
  while (axis < left.length && left[axis] === right[axis]) axis += 1
  return axis === left.length && axis === right.length
}
