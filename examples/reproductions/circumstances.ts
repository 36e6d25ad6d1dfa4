/** Where and when a run was made: what its numbers do not follow from. */
import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import type { Bench } from './bench.js'
import type { RunRecord } from './record.js'

export const circumstancesOf = ({ backend, commit }: Bench): RunRecord['circumstances'] => ({
  narrownet: version,
  node: process.version,
  commit,
  backend: backend.name,
  host: `${cpus()[0]?.model ?? process.arch}, ${cpus().length} cores, ${process.platform}`,
  finished: new Date().toISOString(),
})

const version = String((JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }).version) // ours
