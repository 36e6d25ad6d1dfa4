import { expect } from 'vitest'
import type { Backend, DeviceArray } from '../../lib/engine/backend.js'
import type { ReferenceArray } from '../reference/array.js'
import { valuesOf } from './valuesOf.js'

type Uploaded<Inputs> = { readonly [Name in keyof Inputs]: DeviceArray }

/**
 * Run operations on uploaded inputs, read their results, and hold them to the rule of ownership: outside any scope, so that nothing tidies up
 * after them, exactly what was alive before is alive after. `compute` borrows its inputs (it calls `share` for what an operation takes).
 */
export const evaluate = async <Inputs extends Readonly<Record<string, ReferenceArray>>, Name extends string>(
  backend: Backend,
  inputs: Inputs,
  compute: (arrays: Uploaded<Inputs>) => Readonly<Record<Name, DeviceArray | undefined>>,
): Promise<Readonly<Record<Name, Float32Array>>> => {
  const before = backend.liveArrays()
  const arrays = Object.fromEntries(
    Object.entries(inputs).map(([name, { values, shape }]) => [name, backend.upload(Float32Array.from(values), shape)]),
  ) as Uploaded<Inputs>
  const results = Object.entries(compute(arrays)).filter((entry): entry is [Name, DeviceArray] => entry[1] !== undefined)
  const values: [Name, Float32Array][] = []
  for (const [name, array] of results) values.push([name, await valuesOf(backend, array)])
  for (const [, array] of results) backend.release(array)
  for (const array of Object.values(arrays)) backend.release(array)
  expect(backend.liveArrays()).toEqual(before)
  return Object.fromEntries(values) as Record<Name, Float32Array>
}
