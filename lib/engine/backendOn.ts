import type { Backend, Operations, Origin } from './backend.js'
import { type DeviceArrays, deviceArraysOn } from './deviceArrays.js'
import { guarded, ownGradient } from './guarded.js'
import { type Memory, memoryOf } from './memory.js'
import { rehearsed } from './rehearsal.js'
import type { Store } from './store.js'

/** A kind of device: what it computes, and what stands in for it where only shapes count. */
export interface Engine<Device extends Store> {
  readonly operations: (device: Device, memory: Memory & DeviceArrays) => Operations
  /** The same device, but every array is a shape alone. */
  readonly inShapes: (device: Device) => Device
  /** Where something is made ready once for all that is computed: a stand-in that notes it, and what makes it ready, a piece at a time. */
  readonly preparation?: (device: Device) => { readonly stage: Device; readonly pieces: () => readonly (() => void)[] }
}

/** The same operations, with pullbacks that look at what they are given. */
const guardedAll = (operations: Operations): Operations => ({
  ...operations,
  conv2d: guarded(operations.conv2d),
  depthwiseConv2d: guarded(operations.depthwiseConv2d),
  convTranspose2d: guarded(operations.convTranspose2d),
  linear: guarded(operations.linear),
  layerNorm: guarded(operations.layerNorm),
  groupNorm: guarded(operations.groupNorm),
  activation: guarded(operations.activation),
  softmax: guarded(operations.softmax),
  maxPool: guarded(operations.maxPool),
  averagePool: guarded(operations.averagePool),
  globalAveragePool: guarded(operations.globalAveragePool),
  upsample: guarded(operations.upsample),
  reshape: guarded(operations.reshape),
  selectChannels: guarded(operations.selectChannels),
  padChannels: guarded(operations.padChannels),
  multiply: guarded(operations.multiply),
  product: {
    ...operations.product,
    differentiate: (left, right) => {
      const [output, pullback] = operations.product.differentiate(left, right)
      return [output, ownGradient(output, pullback)]
    },
  },
  batchNormTraining: (input, options) => {
    const [output, statistics, pullback] = operations.batchNormTraining(input, options)
    return [output, statistics, ownGradient(output, pullback)]
  },
})

/** The backend of a device: its memory, and every operation on it. */
export const backendOn = <Device extends Store>(
  store: Device,
  { operations, inShapes, preparation }: Engine<Device>,
  origin?: Origin,
): Backend => {
  const backendOf = (device: Device, isRehearsal: boolean): Backend => {
    const memory = memoryOf(device)
    const arrays = deviceArraysOn(device, memory)
    const { name, limitBytes, arrayLimitBytes, upload, filled, constant, download } = arrays
    const { evict, share, release, scope, liveArrays, peakBytes, largestArray } = memory
    return {
      ...{ name, limitBytes, arrayLimitBytes, upload, filled, constant, download },
      ...{ evict, share, release, scope, liveArrays, peakBytes, largestArray },
      ...(isRehearsal && rehearsed(arrays, memory)),
      origin,
      rehearsal: () => backendOf(inShapes(store), true),
      preparation: (compute) => {
        const prepared = preparation?.(store)
        if (prepared === undefined) return []
        compute(backendOf(prepared.stage, true))
        return prepared.pieces()
      },
      ...guardedAll(operations(device, { ...memory, ...arrays })),
    }
  }
  return backendOf(store, false)
}
