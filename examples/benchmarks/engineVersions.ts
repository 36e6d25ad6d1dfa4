/** Which versions of the peers are measured. */
import { readFileSync } from 'node:fs'

const root = new URL('../../../', import.meta.url)

const dependencies = (path: string): Readonly<Record<string, string>> =>
  (JSON.parse(readFileSync(new URL(path, root), 'utf8')) as { readonly dependencies: Readonly<Record<string, string>> }).dependencies

/** By package name: as package.json pins them. */
export const engineVersions = (): Readonly<Record<string, string>> => {
  const own = Object.entries(dependencies('package.json')).filter(([name]) => name.startsWith('@tensorflow/'))
  return { ...Object.fromEntries(own), ...dependencies('examples/benchmarks/package.json') }
}
