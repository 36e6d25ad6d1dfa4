import { either as E } from 'fp-ts'
import { expect, test } from 'vitest'
import { decodeSafetensors } from '../../lib/checkpoint/safetensors.js'

test('metadata may be null, as some writers say that there are none', () => {
  const header = new TextEncoder().encode('{"__metadata__":null}')
  const bytes = Uint8Array.of(header.length, 0, 0, 0, 0, 0, 0, 0, ...header)
  expect(decodeSafetensors(bytes)).toEqual(E.right({ tensors: new Map(), metadata: {} }))
})
