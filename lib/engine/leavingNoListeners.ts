/**
 * tfjs's WASM build listens, from its start on, for what nobody caught in a Node process, and throws it once more: the process then ends with
 * another exit code than it should (7), under a line of tfjs's, and its own exit handlers are not run. Nothing in the build needs that.
 */

type Listener = (...given: readonly unknown[]) => void

interface NodeProcess {
  readonly listeners: (event: string) => readonly Listener[]
  readonly off: (event: string, listener: Listener) => void
}

const events = ['uncaughtException', 'unhandledRejection'] as const

/** What `run` comes to; listeners that it left on the process for what nobody caught are gone again. */
export const leavingNoListeners = async <A>(run: () => Promise<A>): Promise<A> => {
  const { process } = globalThis as { readonly process?: Partial<NodeProcess> }
  const { listeners, off } = process ?? {}
  if (process === undefined || listeners === undefined || off === undefined) return run()
  const on = (event: string): readonly Listener[] => listeners.call(process, event)
  const before = new Set(events.flatMap(on))
  try {
    return await run()
  } finally {
    for (const event of events) for (const listener of on(event)) if (!before.has(listener)) off.call(process, event, listener)
  }
}
