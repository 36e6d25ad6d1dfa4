/**
 * Whether this program runs inside of a fit's worker: it defines a layer or a loss there, and was imported for it. A fit that it starts at its top
 * level would start again in each worker, and its workers would import it again.
 */

// of the registry, so that two copies of this library know each other's workers
const mark = Symbol.for('narrownet.worker of a fit')

/** Said by a worker before it imports anything. */
export const enterWorker = (): void => {
  Object.defineProperty(globalThis, mark, { value: true, configurable: true })
}

export const isInsideWorker = (): boolean => mark in globalThis
