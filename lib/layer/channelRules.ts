/** The rules of shapes that follow from what a layer does with channels, for the compiler and for run time. */
import { either as E } from 'fp-ts'
import type { Known } from '../shape/known.js'
import { channelsOf, type ChannelsOf, type Shape } from '../shape/shape.js'
import type { LayerRule } from './defined.js'
import type { Agree, Disagreement } from './definition.js'

/** The shape that was given. */
export interface SameRule extends LayerRule {
  readonly output: this['input']
}

/** The shape that was given, where the field `Name` counts its channels. */
export interface CarriedRule<Name extends string> extends LayerRule {
  readonly output: CarriedShape<this['input'], Field<this['fields'], Name>>
}

/** The shape that was given with as many channels as the field `Made` counts, where the field `Of` counts those that come in. */
export interface MadeRule<Of extends string, Made extends string> extends LayerRule {
  readonly output: MadeShape<this['input'], Field<this['fields'], Of>, Field<this['fields'], Made>>
}

type Field<Fields, Name extends string> = Fields extends { readonly [Each in Name]: infer Value extends number } ? Value : number

/** The input's shape; or what is wrong. */
export type CarriedShape<Input, Channels extends number> = Input extends Shape
  ? Agree<ChannelsOf<Input>, Channels> extends true
    ? Input
    : Disagreement<ChannelsOf<Input>, Channels, 'channels'>
  : never

/** The input's shape with other channels; or what is wrong. */
export type MadeShape<Input, Of extends number, Made extends number> =
  CarriedShape<Input, Of> extends infer Given
    ? Given extends readonly [...infer Map extends Shape, number]
      ? [...Map, Known<Made>]
      : Given
    : never

/** Run-time twin of both. */
export const channelShape = (input: Shape, of: number | undefined, made: number | undefined): E.Either<string, Shape> =>
  of !== undefined && channelsOf(input) !== of
    ? E.left(`expects ${of} channels but receives ${channelsOf(input)}`)
    : E.right(made === undefined ? input : [...input.slice(0, -1), made])
