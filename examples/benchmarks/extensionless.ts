/**
 * Module hooks for Node: tfjs-core's gradients are ECMAScript modules that Node cannot load by itself, because they leave out extensions
 * and the package does not say what they are.
 */
interface Context {
  readonly parentURL?: string
}
type Next = (name: string, context: object) => Promise<object>

const isCore = (url: string | undefined): boolean => url?.includes('/tfjs-core/dist/') === true

/** Where './x' is in tfjs-core: './x.js'. */
export const resolve = async (specifier: string, context: Context, next: Next): Promise<object> => {
  if (!specifier.startsWith('.') || !isCore(context.parentURL)) return next(specifier, context)
  const { href } = new URL(specifier, context.parentURL)
  return { url: href.endsWith('.js') ? href : `${href}.js`, shortCircuit: true }
}

/** What a file of tfjs-core is: a module. */
export const load = async (url: string, context: Context, next: Next): Promise<object> =>
  next(url, isCore(url) ? { ...context, format: 'module' } : context)
