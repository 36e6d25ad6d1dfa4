// Before every browser suite: tfjs finds its .wasm files on the test server, so that `startWasm()` needs no paths there, as in Node.
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'

export const wasmPaths = '/node_modules/@tensorflow/tfjs-backend-wasm/dist/'

setWasmPaths(wasmPaths)
