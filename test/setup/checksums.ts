import { createHash } from 'node:crypto'
import type { ModuleNames } from '../../lib/checkpoint/moduleNames.js'
import { type StateDict, stateDictOf } from '../../lib/checkpoint/stateDict.js'
import { right } from './answers.js'
import { type AnyNetwork, floatsOf } from './parity.js'

const sha256 = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
  createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')

/** The checksum of every tensor of a state dict. */
export const checksums = (tensors: StateDict): Readonly<Record<string, string>> =>
  Object.fromEntries([...tensors.keys()].map((name) => [name, sha256(floatsOf(tensors, name))]))

/** The checksum of every tensor of a network's state dict. */
export const checksumsOf = (network: AnyNetwork, names: ModuleNames): Readonly<Record<string, string>> =>
  checksums(right(stateDictOf(names)(network)))
