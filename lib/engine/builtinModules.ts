/** Node's own modules, without an import that a bundler for pages would follow. */
import { either as E } from 'fp-ts'

interface NodeProcess {
  readonly versions?: { readonly node?: string }
  readonly getBuiltinModule?: (name: string) => unknown
}

/** As package.json has it. */
const supported = '^20.19.0 || >=22.12.0'

/** How a module is had by its name; why not, in a Node that is too old; undefined in a page. */
export const builtinModules = (): E.Either<string, (name: string) => unknown> | undefined => {
  const { process } = globalThis as { readonly process?: NodeProcess }
  const version = process?.versions?.node
  if (process === undefined || version === undefined) return undefined
  const { getBuiltinModule } = process
  return getBuiltinModule === undefined ? E.left(`expected Node ${supported}, found ${version}`) : E.right(getBuiltinModule)
}
