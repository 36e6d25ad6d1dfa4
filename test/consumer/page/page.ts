/// <reference types="vite/client" />
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import threadedSimd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'
import { startWasm } from 'narrownet'
import { train } from '../train.js'

const paths = {
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threadedSimd,
}

const report = (text: string): void => {
  const place = document.querySelector('#result')
  if (place !== null) place.textContent = text
}

try {
  const started = await startWasm({ paths })()
  if (started._tag === 'Left') report(JSON.stringify(started.left))
  else report(JSON.stringify([await train(started.right, 1), await train(started.right, 2)]))
} catch (thrown) {
  report(`failed: ${thrown}`)
}
