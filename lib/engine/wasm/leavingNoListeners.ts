/**
 * tfjs's WASM build listens, from its start on, for what nobody caught in a Node process, and throws it once more: the process then ends with
 * another exit code than it should (7), under a line of tfjs's, and its own exit handlers are not run. Nothing in the build needs that.
 */

type Listener = (...given: readonly unknown[]) => void

interface NodeProcess {
  readonly listeners: (event: string) => readonly Listener[]
  readonly off: (event: string, listener: Listener) => void
}

/** The two listeners as tfjs's build writes them, whatever a minifier calls their parameters. Another listener's text is another. */
const ofTheBuild = {
  uncaughtException: /^function\s*\((\w+)\)\s*\{\s*if\s*\(!\(\1 instanceof \w+\)\)\s*\{?\s*throw \1;?\s*\}?\s*\}$/,
  unhandledRejection: /^function\s*\((\w+)\)\s*\{\s*throw \1;?\s*\}$/,
} as const

/** What `run` comes to; the listeners that tfjs's build left on the process are gone again, and those of the program stay, also new ones. */
export const leavingNoListeners = async <A>(run: () => Promise<A>): Promise<A> => {
  const { process } = globalThis as { readonly process?: Partial<NodeProcess> }
  const { listeners, off } = process ?? {}
  if (process === undefined || listeners === undefined || off === undefined) return run()
  const on = (event: string): readonly Listener[] => listeners.call(process, event)
  const before = new Set(Object.keys(ofTheBuild).flatMap(on))
  try {
    return await run()
  } finally {
    for (const [event, text] of Object.entries(ofTheBuild)) {
      const left = on(event).find((listener) => !before.has(listener) && text.test(String(listener)))
      if (left !== undefined) off.call(process, event, left)
    }
  }
}
