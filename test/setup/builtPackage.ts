/** The built package: workers run its files, since Node cannot load TypeScript into a thread. */
export const builtPackage = (): Promise<typeof import('../../lib/index.js')> =>
  import(/* @vite-ignore */ new URL('../../dist/lib/index.js', import.meta.url).href)
