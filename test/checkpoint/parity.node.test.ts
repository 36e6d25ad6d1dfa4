import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as _ from '../../lib/checkpoint/safetensors.js'
import { right } from '../setup/answers.js'
import { shared } from '../setup/shared.js'

interface Case {
  readonly after_shapes: Readonly<Record<string, readonly number[]>>
  readonly after_sha256: Readonly<Record<string, string>>
}

describe.skipIf(shared === undefined)('safetensors of others', () => {
  const folder = `${shared}parity/`
  const names = (ending: string): readonly string[] =>
    shared === undefined
      ? []
      : readdirSync(folder, { recursive: true })
          .map(String)
          .filter((each) => each.endsWith(ending))
  const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer => Buffer.from(buffer, byteOffset, byteLength)

  it('are read whole, every one, and written again', () => {
    expect(names('.safetensors').length).toBeGreaterThan(50)
    for (const each of names('.safetensors')) {
      const bytes = readFileSync(folder + each)
      const { tensors: found } = right(_.decodeSafetensors(bytes))
      const dataStart = 8 + Number(bytes.readBigUInt64LE(0))
      expect(Buffer.concat([...found.values()].map(({ values }) => bytesOf(values))).equals(bytes.subarray(dataStart)), each).toBe(true)
      const floats = [...found].flatMap(([key, { shape, values }]) =>
        values instanceof Float32Array ? [[key, { shape, values }] as const] : [],
      )
      const again = right(_.decodeSafetensors(_.encodeSafetensors(new Map(floats))))
      expect([...again.tensors.keys()]).toEqual(floats.map(([key]) => key))
      for (const [key, { shape, values }] of floats) {
        expect(again.tensors.get(key)?.shape).toEqual(shape)
        expect(bytesOf(again.tensors.get(key)!.values).equals(bytesOf(values)), key).toBe(true)
      }
    }
  })

  it('hold the numbers whose checksums stand beside them', () => {
    let compared = 0
    for (const each of names('after.safetensors')) {
      const { after_shapes, after_sha256 } = JSON.parse(
        readFileSync(folder + each.replace('after.safetensors', 'case.json'), 'utf8'),
      ) as Case
      const { tensors: found } = right(_.decodeSafetensors(readFileSync(folder + each)))
      expect(Object.fromEntries([...found].map(([key, { shape }]) => [key, shape]))).toEqual(after_shapes)
      for (const [key, { values }] of found) {
        expect(createHash('sha256').update(bytesOf(values)).digest('hex'), `${each} ${key}`).toBe(after_sha256[key])
        compared += 1
      }
    }
    expect(compared).toBeGreaterThan(1000)
  })
})
