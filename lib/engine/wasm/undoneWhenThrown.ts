/**
 * A stock kernel that throws in its middle has made arrays, holds references to its inputs and has moved the heap's stack pointer; its
 * caller learns of none of them. Each stock kernel therefore works on a view of tfjs's backend that takes note, and what a kernel took and
 * did not give back is given back for it. (What its own code in WASM allocated for itself, no caller can find.)
 */
import type { WasmBackend } from './tensorLibrary.js'

/** What `kernel` gives; when it throws, its arrays, references and stack are as they were before. */
export const undoneWhenThrown = <A>(backend: WasmBackend, kernel: (noting: WasmBackend) => A): A => {
  const { wasm, dataIdMap } = backend
  const taken: object[] = []
  const stack = wasm.stackSave()
  try {
    return kernel({
      wasm,
      dataIdMap,
      write: (values, shape, dtype) => {
        const dataId = backend.write(values, shape, dtype)
        taken.push(dataId)
        return dataId
      },
      makeOutput: (shape, dtype, memoryOffset, values) => {
        const output = backend.makeOutput(shape, dtype, memoryOffset, values)
        taken.push(output.dataId)
        return output
      },
      incRef: (dataId) => {
        backend.incRef(dataId)
        taken.push(dataId)
      },
      disposeData: (dataId, force) => {
        const at = taken.lastIndexOf(dataId)
        if (at !== -1) taken.splice(at, 1)
        return backend.disposeData(dataId, force)
      },
      readSync: (dataId) => backend.readSync(dataId),
      typedArrayFromHeap: (tensor) => backend.typedArrayFromHeap(tensor),
    })
  } catch (thrown) {
    wasm.stackRestore(stack)
    for (const dataId of taken) backend.disposeData(dataId)
    throw thrown
  }
}
