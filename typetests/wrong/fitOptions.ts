// Bounds for gradients that are none, or two at once; an average without its decay.
import { fit, key, mlp, stepMemory, syntheticDigits } from 'narrownet'
import type { Backend } from 'narrownet'

declare const backend: Backend
const network = mlp({ input: [28, 28, 1], cfg: [16], classes: 10 }, key(0))
const digits = syntheticDigits({ count: 4, key: key(1) })
const options = { epochs: 1, batchSize: 4, learningRate: 0.1, key: key(2) }

export const bare = fit(backend, network, digits, { ...options, clip: 1 })
export const both = fit(backend, network, digits, { ...options, clip: { norm: 1, value: 0.5 } })
export const unknown = fit(backend, network, digits, { ...options, clip: { maxNorm: 1 } })
export const memory = stepMemory(backend, network, 4, { clip: {} })
export const decay = fit(backend, network, digits, { ...options, average: 0.999 })
export const forgotten = fit(backend, network, digits, { ...options, average: {} })
export const parts = fit(backend, network, digits, { ...options, accumulate: '4' })
export const places = fit(backend, network, digits, { ...options, frozen: [1, 3] })
export const one = fit(backend, network, digits, { ...options, frozen: '1' })
