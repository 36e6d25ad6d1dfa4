/**
 * The thread is shared. What computes for long lets the event loop have a turn now and then, so that timers, input, painting and other
 * requests come in between, and the finalizers that free the device's copies of arrays which nobody holds any more.
 */

/** Milliseconds between turns: more than one in a frame, and all turns together take less than a hundredth of the time. */
export const period = 10

/** The event loop is the realm's, and so is the time of its last turn. */
let last = Number.NEGATIVE_INFINITY

/** Both as they are when the library is loaded: a test's fake timers do not stop a computation. */
const { setImmediate: afterEvents, MessageChannel: Channel } = globalThis as Partial<typeof globalThis>

/**
 * Resolves in a task of its own, behind those that wait already. Not `scheduler.yield`, whose tasks go in front of them: timers and finalizers
 * would never have a turn. Nothing that it makes outlives it.
 */
export const nextTask = (): Promise<void> =>
  new Promise((resume) => {
    if (afterEvents !== undefined) afterEvents(resume)
    else if (Channel !== undefined) {
      const { port1, port2 } = new Channel()
      port1.onmessage = () => {
        port1.close()
        resume()
      }
      port2.postMessage(undefined)
    } else setTimeout(resume)
  })

/** Resolves at once, or after other tasks of the event loop where they had no turn for a while. */
export const turn = async (): Promise<void> => {
  if (performance.now() - last < period) return
  await nextTask()
  last = performance.now()
}
