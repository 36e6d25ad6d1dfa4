import { either as E } from 'fp-ts'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Backend, DeviceArray } from '../../lib/engine/backend.js'
import { relu } from '../../lib/layer/relu.js'
import { right } from '../setup/answers.js'
import { wasmBackendWith } from './wasmBackendWith.js'
import { valuesOf } from './valuesOf.js'

const tooMuch = 10_000

describe('scope', () => {
  let backend: Backend
  beforeAll(async () => {
    backend = await wasmBackendWith({ limitBytes: tooMuch })
  })
  const array = (length = 1): DeviceArray => backend.upload(new Float32Array(length).fill(length), [length])
  const count = (): number => backend.liveArrays().count
  const nothing = { count: 0, bytes: 0 }
  const exhaust = (): DeviceArray => array(tooMuch)
  const isOver = (used: DeviceArray): boolean => {
    try {
      backend.release(backend.sign(used))
      return false
    } catch {
      return true
    }
  }

  test('frees all it made and keeps what it returns, with its values', async () => {
    const seen: DeviceArray[] = []
    const kept = right(
      backend.scope(() => {
        const first = array(2)
        seen.push(first, array(3), backend.sign(first))
        expect(count()).toBe(3)
        return seen[1]
      }),
    ) as DeviceArray
    expect(seen.map(isOver)).toEqual([true, false, true])
    expect(backend.liveArrays()).toEqual({ count: 1, bytes: 12 })
    expect([...(await valuesOf(backend, kept))]).toEqual([3, 3, 3])
    backend.release(kept)
    expect(backend.liveArrays()).toEqual(nothing)
  })

  test.each<readonly [string, (kept: DeviceArray) => unknown]>([
    ['itself', (kept) => kept],
    ['an object', (kept) => ({ loss: 1, kept })],
    ['an object without a prototype', (kept) => Object.assign(Object.create(null), { kept })],
    ['an array', (kept) => [undefined, null, 'text', kept]],
    ['a map', (kept) => new Map([['kept', kept]])],
    ['the keys of a map', (kept) => new Map([[kept, 1]])],
    ['a set', (kept) => new Set([kept])],
    ['all of them, deep', (kept) => [{ tree: new Map([['leaf', { arrays: [new Set([[{ kept }]])] }]]) }]],
    ['an Either', (kept) => E.right(kept)],
    [
      'a result that contains itself',
      (kept) => {
        const result: { kept: DeviceArray; self?: unknown } = { kept }
        result.self = { result }
        return result
      },
    ],
    ['two places', (kept) => [kept, { kept }]],
  ])('finds an array in %s', (_, resultOf) => {
    const seen: DeviceArray[] = []
    right(
      backend.scope(() => {
        seen.push(array(5), array())
        return resultOf(seen[0] as DeviceArray)
      }),
    )
    expect(seen.map(isOver)).toEqual([false, true])
    expect(backend.liveArrays()).toEqual({ count: 1, bytes: 20 })
    backend.release(seen[0] as DeviceArray)
  })

  test.each<readonly [string, (kept: DeviceArray) => unknown]>([
    ['a closure', (kept) => () => kept],
    ['an instance of a class', (kept) => Object.assign(new Date(0), { kept })],
    ['nothing', () => undefined],
    ['null', () => null],
    ['a large typed array beside it', () => new Float32Array(1000)],
  ])('does not look for arrays in %s', (_, resultOf) => {
    right(backend.scope(() => resultOf(array())))
    expect(backend.liveArrays()).toEqual(nothing)
  })

  test('frees what only pullbacks hold that nobody called', () => {
    const output = right(
      backend.scope(() => {
        const filter = backend.upload(new Float32Array(9), [3, 3, 1, 1])
        const input = backend.upload(new Float32Array(16), [1, 4, 4, 1])
        const options = { filter, bias: undefined, stride: 1, padding: 1, needsInputGradient: true }
        const [maps] = backend.conv2d.differentiate(input, options)
        const [active] = backend.activation.differentiate(maps, relu)
        const [pooled] = backend.maxPool.differentiate(active, { size: 2, stride: 2, padding: 0 })
        return pooled
      }),
    )
    expect(backend.liveArrays()).toEqual({ count: 1, bytes: 16 })
    backend.release(output)
  })

  test('leaves what was there before: released inside it is gone, otherwise it stays', () => {
    const [taken, kept] = [array(), array(2)]
    right(
      backend.scope(() => {
        backend.release(backend.activation.apply(taken, relu))
        return backend.share(kept).shape
      }),
    )
    expect([taken, kept].map(isOver)).toEqual([true, false])
    expect(backend.liveArrays()).toEqual({ count: 1, bytes: 8 })
    expect(backend.scope(() => kept)).toEqual(E.right(kept))
    expect(isOver(kept)).toBe(false)
    backend.release(kept)
  })

  test('what an inner scope returns belongs to the outer one', () => {
    const seen: DeviceArray[] = []
    const kept = right(
      backend.scope(() => {
        const inner = right(
          backend.scope(() => {
            seen.push(array(), array(2), array(3))
            return seen.slice(1)
          }),
        )
        expect(count()).toBe(2)
        seen.push(array(4))
        return inner[1]
      }),
    )
    expect(seen.map(isOver)).toEqual([true, true, false, true])
    backend.release(kept as DeviceArray)
    expect(backend.liveArrays()).toEqual(nothing)
  })

  test('an inner scope that fails leaves the outer one whole', () => {
    const kept = right(
      backend.scope(() => {
        const mine = array(2)
        const failed = backend.scope(() => [array(3), exhaust()])
        expect(E.isLeft(failed)).toBe(true)
        expect(backend.liveArrays()).toEqual({ count: 1, bytes: 8 })
        expect(() =>
          backend.scope(() => {
            array(3)
            throw new RangeError('inner')
          }),
        ).toThrow('inner')
        expect(backend.liveArrays()).toEqual({ count: 1, bytes: 8 })
        return backend.add(mine, array(2))
      }),
    )
    expect(backend.liveArrays()).toEqual({ count: 1, bytes: 8 })
    backend.release(kept)
  })

  test('a bug passes through, the very thing that was thrown, and all is freed', () => {
    for (const bug of [new TypeError('a bug'), 'a string', undefined, { _tag: 'OutOfMemory' }]) {
      let caught: unknown = 'nothing was thrown'
      try {
        backend.scope(() => {
          array()
          right(backend.scope(() => array()))
          throw bug
        })
      } catch (thrown) {
        caught = thrown
      }
      expect(caught).toBe(bug)
      expect(backend.liveArrays()).toEqual(nothing)
    }
  })

  test('after a failure new arrays belong to the scope outside again', () => {
    expect(E.isLeft(backend.scope(exhaust))).toBe(true)
    const outside = array()
    right(backend.scope(() => undefined))
    expect(isOver(outside)).toBe(false)
    backend.release(outside)
    expect(backend.liveArrays()).toEqual(nothing)
  })

  test('out of memory outside a scope is thrown, and changes nothing', () => {
    expect(exhaust).toThrow('an array of 40000 bytes does not fit on the wasm backend: 0 bytes of 10000 bytes are in use')
    expect(backend.liveArrays()).toEqual(nothing)
  })

  test('an asynchronous body is refused, and what it made until then is freed', () => {
    expect(() =>
      backend.scope(async () => {
        array()
        return 1
      }),
    ).toThrow('asynchronous')
    expect(backend.liveArrays()).toEqual(nothing)
  })
})
