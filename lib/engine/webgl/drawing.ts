/** Draws by the ledger: what every operation on a GPU is written in. */
import { known } from '../../shape/invariant.js'
import type { DeviceArray } from '../backend.js'
import type { DeviceArrays } from '../deviceArrays.js'
import type { Memory } from '../memory.js'
import type { Program } from './program.js'
import type { Textures } from './textures.js'

/** Programs and memory on one context. */
export interface Drawing extends Memory, DeviceArrays {
  /** Run a program: borrows its inputs, returns a new array of that shape. */
  readonly draw: <Input extends string, Uniform extends string>(
    program: Program<Input, Uniform>,
    inputs: Readonly<Record<Input, DeviceArray>>,
    shape: readonly number[],
    uniforms: Readonly<Record<Uniform, number>>,
  ) => DeviceArray
}

/** Draws on these textures. */
export const drawingOn = (textures: Textures, memory: Memory & DeviceArrays): Drawing => ({
  ...memory,
  draw: (program, inputs, shape, uniforms) => {
    const buffers = memory.claim(
      program.inputs.map((name) => inputs[name]),
      memory.bytesOf(shape),
    )
    const values: Readonly<Record<string, number>> = uniforms
    return memory.own(
      textures.draw(
        program,
        buffers,
        shape,
        Object.keys(program.uniforms).map((name) => known(values[name], name)),
      ),
    )
  },
})
