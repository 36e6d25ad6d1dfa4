/**
 * The initializers without the drawing, for tests in which only shapes matter: some 500 million weights take a minute to draw.
 * vi.mock('../../lib/random/initializers.js', async (importOriginal) => (await import('../setup/undrawn.js')).undrawn(await importOriginal()))
 */
export const undrawn = (initializers: object): object => {
  const zeros = (_key: unknown, shape: readonly number[]) => new Float32Array(shape.reduce((product, size) => product * size, 1))
  const initializer = () => zeros
  return { ...initializers, heNormal: initializer, fanInUniform: initializer, normalOf: initializer }
}
