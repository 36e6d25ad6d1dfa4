/** The address of a queue: which store it is of, and what of it may be shown. */
import { either as E } from 'fp-ts'
import { fileError, type JobError } from '../../main/jobError.js'

export interface QueueAddress {
  readonly store: 'redis' | 'postgres'
  /** protocol, host, port and database: all that a message may repeat */
  readonly shown: string
}

const stores: Readonly<Record<string, QueueAddress['store']>> = {
  'redis:': 'redis',
  'rediss:': 'redis',
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
}

/**
 * A `Left` where it is of another kind, or no URL. A password with a character that means something in a URL (/ ? # @) gives another URL than was
 * meant, with a part of the password in its host, its port or its path: where an @ stands behind the host, nothing is believed.
 */
export const queueAddress = (address: string): E.Either<JobError, QueueAddress> => {
  const protocol = /^([a-z][a-z0-9+.-]*:)\/\//i.exec(address)?.[1]?.toLowerCase()
  const store = protocol === undefined || !Object.hasOwn(stores, protocol) ? undefined : stores[protocol]
  if (protocol === undefined || store === undefined)
    return refused('redis://... or postgres://...', protocol === undefined ? 'an address without a protocol' : `'${protocol}//...'`)
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined || /@/.test(`${url.pathname}${url.search}${url.hash}`))
    return refused('a URL in which / ? # @ : of a user or password are written as %2F %3F %23 %40 %3A', `'${protocol}//...', which is none`)
  return E.right({ store, shown: `${protocol}//${url.host}${/^\/[\w-]+$/.test(url.pathname) ? url.pathname : ''}` })
}

const refused = (expected: string, found: string): E.Either<JobError, never> => E.left(fileError('--queue', expected, found))
