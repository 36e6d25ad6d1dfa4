import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The developers' folder beside the repository, with the PyTorch parity cases; `undefined` on a user's machine: parity suites are then skipped. */
const folder = fileURLToPath(new URL('../../../shared/', import.meta.url))

export const shared: string | undefined = existsSync(`${folder}parity`) ? folder : undefined
