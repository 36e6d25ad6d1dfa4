/** What is measured in a page. */

/** Who computes. */
export type BrowserEngine = 'narrownet, webgl' | 'narrownet, wasm' | 'tfjs-layers, webgl'

/** Milliseconds: the first time, when programs are compiled, and the mean of those after it. */
export interface Times {
  readonly first: number
  readonly rest: number
}

/** One piece of work by one engine. */
export interface BrowserRow extends Times {
  readonly work: string
  readonly engine: BrowserEngine
}

/** All of them, and the GPU that the page found. */
export interface BrowserResults {
  readonly renderer: string
  readonly rows: readonly BrowserRow[]
}

/** Whether a renderer of that name plays a GPU on the processor. */
export const isSoftware = (renderer: string): boolean => /swiftshader|llvmpipe|software/i.test(renderer)
