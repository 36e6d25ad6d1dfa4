/**
 * What a context has in hand: which program runs, which textures it reads and writes. A training step has hundreds of draws, and each call that changes
 * nothing still goes to the GPU's process and is checked there.
 */
import { known } from '../../shape/invariant.js'
import type { Texture } from './texture.js'

export interface Bindings {
  readonly use: (program: WebGLProgram) => void
  /** The texture is what that unit reads; it is the active one afterwards where it was changed. */
  readonly read: (unit: number, texture: WebGLTexture) => void
  /** These textures, of one size, are what is drawn into from now on, in this order; the first alone is what is read back. */
  readonly drawInto: (textures: readonly Texture[]) => void
}

/** Those of a context that nobody else uses. */
export const bindingsOn = (gl: WebGL2RenderingContext): Bindings => {
  let running: WebGLProgram | undefined
  const reading: WebGLTexture[] = []
  /** By how many textures there are: each draw then replaces all that its frame held, and none of a draw before stays attached. */
  const frames = new Map<number, WebGLFramebuffer>()
  const frameOf = (count: number): WebGLFramebuffer => {
    const frame = gl.createFramebuffer()
    gl.bindFramebuffer(gl.FRAMEBUFFER, frame)
    gl.drawBuffers(Array.from({ length: count }, (_, at) => gl.COLOR_ATTACHMENT0 + at))
    frames.set(count, frame)
    return frame
  }
  return {
    use: (program) => {
      if (program !== running) gl.useProgram(program)
      running = program
    },
    read: (unit, texture) => {
      if (reading[unit] === texture) return
      gl.activeTexture(gl.TEXTURE0 + unit)
      gl.bindTexture(gl.TEXTURE_2D, texture)
      reading[unit] = texture
    },
    drawInto: (textures) => {
      const [first, ...rest] = textures
      // a texture's own frame needs no checking anew
      if (rest.length === 0) return gl.bindFramebuffer(gl.FRAMEBUFFER, known(first).frame)
      gl.bindFramebuffer(gl.FRAMEBUFFER, frames.get(textures.length) ?? frameOf(textures.length))
      textures.forEach(({ texture }, at) => gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0 + at, gl.TEXTURE_2D, texture, 0))
    },
  }
}
