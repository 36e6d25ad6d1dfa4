/** A network ready to serve was let go of, and asked afterwards. */
export interface Released {
  readonly _tag: 'Released'
}

/**
 * One sentence for a person.
 *
 * @example
 * releasedMessage({ _tag: 'Released' }) // => 'the frozen network was released: freeze the network again to ask it'
 */
export const releasedMessage = (_error: Released): string => 'the frozen network was released: freeze the network again to ask it'
