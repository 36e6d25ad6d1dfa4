import { existsSync, readdirSync } from 'node:fs'
import { shared } from './shared.js'

/** The names of the parity cases that begin so; none on a machine without them. */
export const parityNames = (prefix: string): readonly string[] =>
  shared === undefined
    ? []
    : readdirSync(`${shared}parity`).filter((name) => name.startsWith(prefix) && existsSync(`${shared}parity/${name}/case.json`))
