import { expect, test } from 'vitest'
import { texturePool } from '../../../lib/engine/webgl/texturePool.js'

/** A context whose memory is out after so many textures. */
const contextOf = (most: number) => {
  const alive = new Set<object>()
  const nothing = (): void => undefined
  const gl = {
    OUT_OF_MEMORY: 1285,
    createTexture: () => {
      const texture = {}
      alive.add(texture)
      return texture
    },
    deleteTexture: (texture: object) => alive.delete(texture),
    activeTexture: nothing,
    createFramebuffer: () => ({}),
    deleteFramebuffer: nothing,
    bindFramebuffer: nothing,
    framebufferTexture2D: nothing,
    texStorage2D: nothing,
    texParameteri: nothing,
    getError: () => (alive.size > most ? 1285 : 0),
  }
  return { gl: gl as unknown as WebGL2RenderingContext, alive }
}
const unbound = { read: () => undefined }
const square = { columns: 4, rows: 4 }

test('a texture that the GPU has no memory for is not counted, and does not stay', () => {
  const { gl, alive } = contextOf(1)
  const pool = texturePool(gl, 1e9, unbound)
  pool.take(square)
  const before = pool.counts()
  expect(() => pool.take(square)).toThrow()
  expect(pool.counts()).toEqual(before)
  expect(alive.size).toBe(1)
})

test('the same size is used again; what was not used for longest goes first, and all together are at most three times what was in use', () => {
  const { gl, alive } = contextOf(1000)
  const pool = texturePool(gl, 1e9, unbound)
  const first = pool.take(square)
  pool.giveBack(first)
  expect(pool.take(square)).toBe(first)
  pool.giveBack(first)
  for (let rows = 5; rows < 100; rows += 1) {
    pool.giveBack(pool.take({ columns: 4, rows }))
    const { bytes, usedBytes } = pool.counts()
    expect(usedBytes).toBe(0)
    expect(bytes).toBeLessThanOrEqual(3 * 16 * 4 * rows)
  }
  expect(alive.has(first.texture)).toBe(false)
  expect(pool.counts().textures).toBe(alive.size)
})
