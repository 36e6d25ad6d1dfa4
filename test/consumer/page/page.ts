import { startWasm } from 'narrownet'
import { train } from '../train.js'

const report = (text: string): void => {
  const place = document.querySelector('#result')
  if (place !== null) place.textContent = text
}

/** `?tfjs-backend-wasm-simd.wasm=URL&pageWorker.js=URL`: where the files are, if not where the bundler put them. */
const paths = Object.fromEntries(new URLSearchParams(location.search))

try {
  const started = await startWasm(location.search === '' ? {} : { paths })()
  if (started._tag === 'Left') report(started.left._tag === 'BackendUnavailable' ? started.left.reason : started.left._tag)
  else report(JSON.stringify([await train(started.right, 1), await train(started.right, 2)]))
} catch (thrown) {
  report(String(thrown))
}
