import type { TextureSize } from './texelLayout.js'

/** A texture and its size. */
export interface Texture extends TextureSize {
  readonly texture: WebGLTexture
  /** what a draw into it alone goes through */
  readonly frame: WebGLFramebuffer
}
