import { type Kind, kind } from '../shape/kind.js'
import { checkedArgument } from '../shape/options.js'
import type { Backend } from './backend.js'

const aBackend: Kind<Backend> = kind('what startWasm gives', (value) =>
  ['scope', 'upload', 'download'].every(
    (name) => typeof (value as Readonly<Record<string, unknown>> | null | undefined)?.[name] === 'function',
  ),
)

/** What a caller hands over as a backend; not the task that starts one, nor the `Either` it gives. */
export const givenBackend = (caller: string, backend: Backend): Backend => checkedArgument(caller, 'the backend', aBackend, backend)
