/**
 * What a GPU's time goes into is fetches, not products. So a fragment computes several values of a convolution that need the same texels, and writes each
 * to an array of its own, a lane; a last draw brings them into their places.
 */
import { endedSum, endingArrays, endingSizes } from './convolutionEnding.js'
import { type Program, program } from './program.js'

/** Programs that compute so many values a fragment. */
export interface ProgramsOfSeveral {
  readonly count: number
  readonly forward: Program<'x' | 'weights'>
  readonly gradientByInput: Program<'dy' | 'weights'>
  /** The lanes as one array, with what follows a convolution. */
  readonly inPlace: Program<string, string, 'written'>
}

/** GLSL: a sum for each lane. */
export const sumsOf = (lanes: readonly string[], suffix: string): string =>
  `vec4 ${lanes.map((lane) => `${lane}${suffix} = vec4(0.0)`).join(', ')};`

/** `place` is GLSL that says in which `lane`, at which `texel`, the output's texel `at` was computed. */
export const placedBy = (
  name: string,
  lanes: readonly string[],
  uniforms: Readonly<Record<string, 'int'>>,
  place: string,
): ProgramsOfSeveral['inPlace'] =>
  program(
    name,
    [...lanes, ...endingArrays],
    { ...uniforms, ...endingSizes },
    `
vec4 value(int row, int quad) {
  int at = row * outputQuads + quad;
  ${place}
  vec4 sum;
  ${lanes.map((lane, index) => `${index < lanes.length - 1 ? `if (lane == ${index}) ` : ''}sum = ${lane}(texel);`).join('\n  else ')}
  ${endedSum('at')}
}`,
  )
