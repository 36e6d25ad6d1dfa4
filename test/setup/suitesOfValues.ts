/** Suites that share one process, or one page, and load the library once. */
const of = (folders: readonly string[]): readonly string[] => folders.map((folder) => `test/${folder}/**/*.test.ts`)

/** In Node: of values alone. Nothing of the process is counted in them, no engine starts twice and no module is replaced, which an architecture test holds. */
export const suitesOfValues = of([
  'chart',
  'checkpoint',
  'data',
  'engine/wasm',
  'examples/report',
  'layer',
  'network',
  'pruning',
  'random',
  'shape',
])

/** In a page: engines too, each of which counts what is its own. */
export const suitesOfOnePage = of(['layer', 'network', 'pruning', 'engine', 'inference', 'training'])

/** Not these: they count what every engine of a page makes. */
export const suitesOfOwnPages: readonly string[] = [
  'engine/repeatedSteps',
  'engine/stockKernels',
  'training/leaks',
  'training/stepMemory',
].map((name) => `test/${name}.test.ts`)
