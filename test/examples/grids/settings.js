/** What the grids' processes are told: a file that the test writes. */
import { readFileSync } from 'node:fs'

const [file, ...rest] = process.argv.slice(2)
export const { folder, runs, workers, lockMilliseconds } = JSON.parse(readFileSync(file, 'utf8'))
export const [address] = rest
export const folders = { records: `${folder}/records`, work: `${folder}/work` }
export const settings = { folders, data: {}, commit: 'a test' }

const stop = new AbortController()
process.on('SIGTERM', () => stop.abort())
export const { signal } = stop

/** A line for each thing that happens. */
export const tell = (event) => process.stdout.write(`${JSON.stringify(event)}\n`)
