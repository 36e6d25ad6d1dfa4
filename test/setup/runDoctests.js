// Runs compiled doc blocks one after the other in one plain Node process: node runDoctests.js <module> ... ; prints one JSON line of faults per module.
import { inspect, isDeepStrictEqual } from 'node:util'
import { pathToFileURL } from 'node:url'

const show = (value) => inspect(value, { depth: 10, breakLength: Infinity })
const isTyped = (value) => ArrayBuffer.isView(value) && !(value instanceof DataView)

const equal = (found, promised) => {
  if (typeof promised?.__printed === 'string') return show(found) === promised.__printed
  if (typeof promised?.__digits === 'string') {
    const decimals = /\.(\d+)$/.exec(promised.__digits)?.[1]?.length ?? 0
    return typeof found === 'number' && Math.abs(found - Number(promised.__digits)) <= 0.5000001 * 10 ** -decimals
  }
  return isDeepStrictEqual(isTyped(found) && Array.isArray(promised) ? Array.from(found) : found, promised)
}

let faults = []
globalThis.__doctest = (found, promised, line) => {
  if (!equal(found, promised))
    faults.push({ line, text: `is ${show(found)}, not ${promised?.__printed ?? promised?.__digits ?? show(promised)}` })
}
process.on('unhandledRejection', (cause) => faults.push({ line: 0, text: `unhandled rejection: ${cause?.stack ?? show(cause)}` }))
for (const name of ['log', 'info', 'table', 'debug', 'warn', 'error']) console[name] = () => {}

for (const path of process.argv.slice(2)) {
  faults = []
  try {
    await import(pathToFileURL(path).href)
    await new Promise((done) => setImmediate(done))
  } catch (cause) {
    faults.push({ line: 0, text: `throws ${cause?.stack ?? show(cause)}` })
  }
  process.stdout.write(`${JSON.stringify(faults)}\n`)
}
process.exit(0)
