/**
 * Textures that are used again. Making one is slow, and a training step asks for the same sizes as the step before; but sizes that nobody asks
 * for any more (of a network that was cut since) may not stay for ever: all textures together take at most three times what was ever in use at once.
 * At twice, the many sizes of one ConvNet's step drove each other out.
 */
import { raise } from '../engineFailure.js'
import type { Bindings } from './bindings.js'
import { bytesOfSize, type TextureSize } from './texelLayout.js'
import type { Texture } from './texture.js'

export interface TexturePool {
  readonly take: (size: TextureSize) => Texture
  readonly giveBack: (texture: Texture) => void
  /** Of all textures there are, and of those among them that are in use. */
  readonly counts: () => { readonly textures: number; readonly bytes: number; readonly usedBytes: number }
}

export const texturePool = (gl: WebGL2RenderingContext, limitBytes: number, { read }: Pick<Bindings, 'read'>): TexturePool => {
  /** The longest unused first. */
  const spare = new Set<Texture>()
  /** The same by size, in the same order: every draw looks for one. */
  const spareOf = new Map<string, Texture[]>()
  const sizeName = ({ columns, rows }: TextureSize): string => `${columns},${rows}`
  let textures = 0
  let bytes = 0
  let usedBytes = 0
  let mostUsed = 0

  const drop = (texture: Texture): void => {
    gl.deleteFramebuffer(texture.frame)
    gl.deleteTexture(texture.texture)
    spare.delete(texture)
    // the longest unused of all is that of its size
    const alike = spareOf.get(sizeName(texture))
    alike?.shift()
    if (alike?.length === 0) spareOf.delete(sizeName(texture))
    textures -= 1
    bytes -= bytesOfSize(texture)
  }

  const made = ({ columns, rows }: TextureSize): Texture => {
    const texture = gl.createTexture()
    gl.activeTexture(gl.TEXTURE0)
    read(0, texture)
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA32F, columns, rows)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE)
    const size = bytesOfSize({ columns, rows })
    // Asking makes the GPU's process answer, so only where there is new memory.
    if (gl.getError() === gl.OUT_OF_MEMORY) {
      gl.deleteTexture(texture)
      raise({ _tag: 'OutOfMemory', backend: 'webgl', requestedBytes: size, liveBytes: usedBytes, limitBytes })
    }
    const frame = gl.createFramebuffer()
    gl.bindFramebuffer(gl.FRAMEBUFFER, frame)
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0)
    textures += 1
    bytes += size
    return { texture, frame, columns, rows }
  }

  return {
    take: (size) => {
      const wanted = bytesOfSize(size)
      const most = Math.min(limitBytes, 3 * Math.max(mostUsed, usedBytes + wanted))
      // the one used last: what was not used for longest stays the first to go
      const again = spareOf.get(sizeName(size))?.pop()
      if (again === undefined) for (const old of spare) if (bytes + wanted > most) drop(old)
      const texture = again ?? made(size)
      spare.delete(texture)
      usedBytes += wanted
      mostUsed = Math.max(mostUsed, usedBytes)
      return texture
    },
    giveBack: (texture) => {
      usedBytes -= bytesOfSize(texture)
      spare.add(texture)
      const alike = spareOf.get(sizeName(texture)) ?? []
      alike.push(texture)
      spareOf.set(sizeName(texture), alike)
    },
    counts: () => ({ textures, bytes, usedBytes }),
  }
}
