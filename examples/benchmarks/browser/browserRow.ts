/** What is measured in a page. */

/** Who computes. */
export type BrowserEngine = 'narrownet, webgl' | 'narrownet, wasm' | 'narrownet, wasm, 2 workers' | 'tfjs-layers, webgl' | 'jax-js, webgpu'

/** One piece of work by one engine, milliseconds. */
export interface BrowserRow {
  readonly work: string
  readonly engine: BrowserEngine
  /** the first time, when programs are compiled */
  readonly first: number
  /** of the times after it */
  readonly median: number
  readonly lower: number
  readonly upper: number
  /** the median of the quotients by our WebGL's time in the same round */
  readonly ratio: number
}

/** All of them, and the GPU that the page found. */
export interface BrowserResults {
  readonly renderer: string
  readonly rows: readonly BrowserRow[]
}

/** Whether a renderer of that name plays a GPU on the processor. */
export const isSoftware = (renderer: string): boolean => /swiftshader|llvmpipe|software/i.test(renderer)
