/** A WebGL 2 context of our own, in a page or in a worker, that renders float32; or the reason why there is none. */
import { either as E } from 'fp-ts'

/** Nothing of a picture: no alpha, no depth, nothing smoothed. */
const attributes = {
  alpha: false,
  antialias: false,
  depth: false,
  stencil: false,
  preserveDrawingBuffer: false,
  powerPreference: 'high-performance',
} as const

const canvas = (): OffscreenCanvas | HTMLCanvasElement | undefined => {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(1, 1)
  return typeof document === 'undefined' ? undefined : document.createElement('canvas')
}

/** What half precision, which many phones have instead, rounds, takes for 0, and cannot hold. */
const probe = Float32Array.of(0.1, 1e-8, 70_000, 2049)

/** A texture that a framebuffer takes and that holds float32; an extension may promise it and a driver not keep it. */
const rendersFloat32 = (gl: WebGL2RenderingContext): boolean => {
  const texture = gl.createTexture()
  const frame = gl.createFramebuffer()
  gl.bindTexture(gl.TEXTURE_2D, texture)
  gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RGBA32F, 1, 1)
  gl.bindFramebuffer(gl.FRAMEBUFFER, frame)
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0)
  const complete = gl.checkFramebufferStatus(gl.FRAMEBUFFER) === gl.FRAMEBUFFER_COMPLETE
  const held = new Float32Array(4)
  if (complete) {
    gl.clearBufferfv(gl.COLOR, 0, probe)
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.FLOAT, held)
  }
  gl.deleteFramebuffer(frame)
  gl.deleteTexture(texture)
  return probe.every((value, at) => value === held[at])
}

/** A new context. */
export const newContext = (): E.Either<string, WebGL2RenderingContext> => {
  const surface = canvas()
  if (surface === undefined) return E.left('this host has no canvas to draw on, as pages and their workers have; startWasm runs here')
  // The union of two kinds of canvas has no one signature of `getContext`.
  const gl = (surface as OffscreenCanvas).getContext('webgl2', attributes)
  if (gl === null) return E.left('this browser gives no WebGL 2 context')
  if (gl.getExtension('EXT_color_buffer_float') === null || !rendersFloat32(gl))
    return E.left('its GPU does not render float32, which training needs; startWasm computes on the processor')
  for (const state of [gl.DEPTH_TEST, gl.STENCIL_TEST, gl.BLEND, gl.DITHER, gl.SCISSOR_TEST, gl.CULL_FACE]) gl.disable(state)
  return E.right(gl)
}
