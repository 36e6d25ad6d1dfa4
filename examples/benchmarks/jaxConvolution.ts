/**
 * jax-js on its WebAssembly backend: one 3x3 convolution, its output and both gradients. Without its `jit`, which
 * made the same convolution nine times slower here (98 ms for 11).
 */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { Contestant } from './interleaved.js'
import type { Jax, JaxArray } from './jax.js'
import { sizeOf, values } from './values.js'

/** Contestants for a 3x3 convolution, stride 1, of [batch, size, size, from] to `to` channels. */
export type JaxConvolution = (
  batch: number,
  size: number,
  from: number,
  to: number,
  pass: 'forward' | 'input gradient' | 'filter gradient',
) => Contestant

/** Start jax-js from the packages of that folder. */
export const jaxConvolution = async (packages: string): Promise<JaxConvolution> => {
  const entry = createRequire(`${packages}/package.json`)
    .resolve('@jax-js/jax')
    .replace(/\.cjs$/, '.js')
  const jax = (await import(pathToFileURL(entry).href)) as Jax
  await jax.init('wasm')
  jax.defaultDevice('wasm')
  const { numpy, lax, grad } = jax
  const array = (shape: readonly number[], seed: number): JaxArray => numpy.array(values(sizeOf(shape), seed)).reshape(shape)
  const convolve = (x: JaxArray, filter: JaxArray): JaxArray =>
    lax.convGeneralDilated(
      x,
      filter,
      [1, 1],
      [
        [1, 1],
        [1, 1],
      ],
    )
  return (batch, size, from, to, pass) => {
    const x = array([batch, from, size, size], 1)
    const filter = array([to, from, 3, 3], 2)
    const dy = array([batch, to, size, size], 3)
    // the gradient of sum(convolution * dy) is what a pullback gives for dy
    const byInput = grad((a, b, c) => numpy.sum(convolve(a as JaxArray, b as JaxArray).mul(c as JaxArray)))
    const byFilter = grad((b, a, c) => numpy.sum(convolve(a as JaxArray, b as JaxArray).mul(c as JaxArray)))
    const compute = {
      forward: () => convolve(x.ref, filter.ref),
      'input gradient': () => byInput(x.ref, filter.ref, dy.ref),
      'filter gradient': () => byFilter(filter.ref, x.ref, dy.ref),
    }[pass]
    return {
      run: async () => {
        await compute().data()
      },
      rounds: 5,
      warmUp: 2,
      end: () => [x, filter, dy].forEach((each) => each.dispose()),
    }
  }
}
