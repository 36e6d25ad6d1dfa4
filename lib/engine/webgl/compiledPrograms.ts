/** Programs compiled on one context, each once, when it is first drawn. */
import { invariant } from '../../shape/invariant.js'
import { fragmentSource, type Program, vertexSource } from './program.js'

interface InputPlaces {
  readonly shift: WebGLUniformLocation | null
  readonly quads: WebGLUniformLocation | null
}

/** A program on the context, and where its uniforms are; one that the compiler found unused is nowhere, and setting it does nothing. */
export interface Compiled {
  readonly linked: WebGLProgram
  readonly inputs: readonly InputPlaces[]
  readonly uniforms: readonly { readonly at: WebGLUniformLocation | null; readonly isInt: boolean }[]
  readonly output: InputPlaces & { readonly channels: WebGLUniformLocation | null }
}

export interface CompiledPrograms {
  readonly of: (program: Program) => Compiled
  readonly count: () => number
}

/** `checkContext` raises where the context is lost: what then does not compile is no mistake of ours. */
export const compiledPrograms = (gl: WebGL2RenderingContext, checkContext: () => void): CompiledPrograms => {
  const compiled = new Map<Program, Compiled>()

  const shaderOf = (kind: number, source: string, name: string): WebGLShader => {
    const shader = gl.createShader(kind)
    if (shader === null) {
      checkContext()
      return invariant(`the program "${name}" has no shader`)
    }
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    if (gl.getShaderParameter(shader, gl.COMPILE_STATUS) !== true) {
      checkContext()
      invariant(`the program "${name}" does not compile on this GPU: ${gl.getShaderInfoLog(shader)}`)
    }
    return shader
  }

  const compile = (program: Program): Compiled => {
    const linked = gl.createProgram()
    const shaders = [
      shaderOf(gl.VERTEX_SHADER, vertexSource, program.name),
      shaderOf(gl.FRAGMENT_SHADER, fragmentSource(program), program.name),
    ]
    for (const shader of shaders) gl.attachShader(linked, shader)
    gl.linkProgram(linked)
    for (const shader of shaders) gl.deleteShader(shader)
    if (gl.getProgramParameter(linked, gl.LINK_STATUS) !== true) {
      checkContext()
      invariant(`the program "${program.name}" does not link on this GPU: ${gl.getProgramInfoLog(linked)}`)
    }
    gl.useProgram(linked)
    const at = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(linked, name)
    // Which unit an input is read from never changes.
    program.inputs.forEach((name, unit) => gl.uniform1i(at(`${name}Texture`), unit))
    return {
      linked,
      inputs: program.inputs.map((name) => ({ shift: at(`${name}Shift`), quads: at(`${name}Quads`) })),
      uniforms: Object.entries(program.uniforms).map(([name, type]) => ({ at: at(name), isInt: type === 'int' })),
      output: { shift: at('outputShift'), quads: at('outputQuads'), channels: at('outputChannels') },
    }
  }

  return {
    of: (program) => {
      const found = compiled.get(program) ?? compile(program)
      compiled.set(program, found)
      return found
    },
    count: () => compiled.size,
  }
}
