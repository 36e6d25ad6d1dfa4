import { Session } from 'node:inspector'

interface Sampled {
  readonly selfSize: number
  readonly children: readonly Sampled[]
}

const total = ({ selfSize, children }: Sampled): number => children.reduce((sum, child) => sum + total(child), selfSize)

/** Bytes of V8's heap that a call allocates, what was collected meanwhile included: a count of what was copied that no other program disturbs. Within some %. */
export const allocatedBytes = (run: () => unknown): number => {
  const session = new Session()
  session.connect()
  const found = { bytes: 0 }
  const collected = { includeObjectsCollectedByMajorGC: true, includeObjectsCollectedByMinorGC: true }
  session.post('HeapProfiler.startSampling', { samplingInterval: 16_384, ...collected } as object)
  run()
  session.post('HeapProfiler.stopSampling', (_error, { profile }) => {
    found.bytes = total(profile.head)
  })
  session.disconnect()
  return found.bytes
}
