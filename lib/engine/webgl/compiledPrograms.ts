/** Programs compiled on one context, each once, when it is first drawn. */
import { invariant } from '../../shape/invariant.js'
import type { Bindings } from './bindings.js'
import { fragmentSource, type Program, vertexSource } from './program.js'

/** Sets a uniform where it changes; one that the compiler found unused is nowhere, and setting it does nothing. */
type Setter = (value: number) => void

interface InputSetters {
  readonly shift: Setter
  readonly quads: Setter
}

/** A program on the context, and what sets its uniforms while it is in use. */
export interface Compiled {
  readonly linked: WebGLProgram
  readonly inputs: readonly InputSetters[]
  readonly uniforms: readonly Setter[]
  readonly output: InputSetters & { readonly channels: Setter }
}

export interface CompiledPrograms {
  readonly of: (program: Program) => Compiled
  readonly has: (program: Program) => boolean
  readonly count: () => number
}

/** `checkContext` raises where the context is lost: what then does not compile is no mistake of ours. */
export const compiledPrograms = (
  gl: WebGL2RenderingContext,
  { use }: Pick<Bindings, 'use'>,
  checkContext: () => void,
): CompiledPrograms => {
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
    use(linked)
    const setter = (name: string, isInt: boolean): Setter => {
      const at = gl.getUniformLocation(linked, name)
      let last: number | undefined
      return (value) => {
        if (at === null || Object.is(value, last)) return
        last = value
        if (isInt) gl.uniform1i(at, value)
        else gl.uniform1f(at, value)
      }
    }
    // Which unit an input is read from never changes.
    program.inputs.forEach((name, unit) => setter(`${name}Texture`, true)(unit))
    const places = (name: string): InputSetters => ({ shift: setter(`${name}Shift`, true), quads: setter(`${name}Quads`, true) })
    return {
      linked,
      inputs: program.inputs.map(places),
      uniforms: Object.entries(program.uniforms).map(([name, type]) => setter(name, type === 'int')),
      output: { ...places('output'), channels: setter('outputChannels', true) },
    }
  }

  return {
    of: (program) => {
      const found = compiled.get(program) ?? compile(program)
      compiled.set(program, found)
      return found
    },
    has: (program) => compiled.has(program),
    count: () => compiled.size,
  }
}
