/** Draws by the ledger: what every operation on a GPU is written in. */
import { known } from '../../shape/invariant.js'
import type { DeviceArray } from '../backend.js'
import type { DeviceArrays } from '../deviceArrays.js'
import type { Memory } from '../memory.js'
import type { Program } from './program.js'
import type { Textures } from './textures.js'

/** Programs and memory on one context. */
export interface Drawing extends Memory, DeviceArrays {
  /** Run a program of one output: borrows its inputs, returns a new array of that shape. */
  readonly draw: <Input extends string, Uniform extends string>(
    program: Program<Input, Uniform, 'written'>,
    inputs: Readonly<Record<Input, DeviceArray>>,
    shape: readonly number[],
    uniforms: Readonly<Record<Uniform, number>>,
  ) => DeviceArray
  /** The same for several outputs: new arrays of one shape, by name. */
  readonly drawSeveral: <Input extends string, Uniform extends string, Output extends string>(
    program: Program<Input, Uniform, Output>,
    inputs: Readonly<Record<Input, DeviceArray>>,
    shape: readonly number[],
    uniforms: Readonly<Record<Uniform, number>>,
  ) => Readonly<Record<Output, DeviceArray>>
}

/** Draws on these textures. */
export const drawingOn = (textures: Textures, memory: Memory & DeviceArrays): Drawing => {
  const drawSeveral: Drawing['drawSeveral'] = (program, inputs, shape, uniforms) => {
    const buffers = memory.claim(
      program.inputs.map((name) => inputs[name]),
      program.outputs.length * memory.bytesOf(shape),
    )
    const values: Readonly<Record<string, number>> = uniforms
    const drawn = textures.draw(
      program,
      buffers,
      shape,
      Object.keys(program.uniforms).map((name) => known(values[name], name)),
    )
    return Object.fromEntries(program.outputs.map((name, at) => [name, memory.own(known(drawn[at], name))])) as Readonly<
      Record<(typeof program.outputs)[number], DeviceArray>
    >
  }
  return { ...memory, drawSeveral, draw: (program, inputs, shape, uniforms) => drawSeveral(program, inputs, shape, uniforms).written }
}
