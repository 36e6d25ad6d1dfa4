/**
 * What is wrong with tfjs-wasm 4.22's own kernels, and what of it we lean on: each test here that fails after an upgrade says that a loop of
 * ours has lost its reason, or that `wasmDevice` has lost its ground.
 */
import * as library from '@tensorflow/tfjs-core'
import { either as E } from 'fp-ts'
import { beforeAll, describe, expect, test } from 'vitest'
import { startWasm } from '../../lib/engine/wasm/startWasm.js'
import type { TensorLibrary, WasmBackend } from '../../lib/engine/wasm/tensorLibrary.js'

const tensorLibrary = library as unknown as TensorLibrary

interface Tensor {
  readonly dataId: object
  readonly shape: readonly number[]
  readonly dtype: 'float32'
}

describe('stock kernels of tfjs-wasm', () => {
  let backend: WasmBackend
  beforeAll(async () => {
    expect(E.isRight(await startWasm()())).toBe(true)
    backend = tensorLibrary.findBackend('wasm') as WasmBackend
  })

  const tensor = (values: readonly number[], shape: readonly number[]): Tensor => ({
    dataId: backend.write(Float32Array.from(values), shape, 'float32'),
    shape,
    dtype: 'float32',
  })

  /** The kernel's result, and nothing left on the heap. */
  const run = (name: string, inputs: Readonly<Record<string, Tensor>>, attrs: object): readonly number[] => {
    const kernel = tensorLibrary.getKernel(name, 'wasm')
    if (kernel === undefined) throw new Error(`there is no ${name}`)
    const output = kernel.kernelFunc({ inputs, attrs, backend })
    const values = [...backend.readSync(output.dataId)]
    for (const { dataId } of [output, ...Object.values(inputs)]) backend.disposeData(dataId)
    return values
  }

  const pool = { filterSize: [2, 2], strides: [2, 2], pad: 0, dimRoundingMode: 'floor' }
  const window = (...values: readonly number[]): Tensor => tensor(values, [1, 2, 2, 1])

  /** One cell of `channels`, by a 1x1 filter. */
  const convolve = (channels: readonly number[], weights: readonly number[]): readonly number[] =>
    run(
      'Conv2D',
      {
        x: tensor(channels, [1, 1, 1, channels.length]),
        filter: tensor(weights, [1, 1, channels.length, weights.length / channels.length]),
      },
      { strides: [1, 1], pad: 0, dataFormat: 'NHWC', dilations: [1, 1] },
    )

  test('MaxPoolGrad gives no gradient to a window without a positive value', () => {
    const gradientOf = (...values: readonly number[]): readonly number[] =>
      run('MaxPoolGrad', { dy: tensor([7], [1, 1, 1, 1]), input: window(...values), output: tensor([0], [1, 1, 1, 1]) }, pool)
    expect(gradientOf(1, 2, 3, 4)).toEqual([0, 0, 0, 7])
    expect(gradientOf(-4, -3, -2, -5)).not.toEqual([0, 0, 7, 0])
  })

  test('MaxPool drops a NaN, AvgPool makes it -Infinity, Sign makes it 0', () => {
    expect(run('MaxPool', { x: window(1, Number.NaN, 2, 3) }, pool)).not.toEqual([Number.NaN])
    expect(run('AvgPool', { x: window(1, Number.NaN, 2, 3) }, pool)).toEqual([-Infinity])
    expect(run('Sign', { x: tensor([Number.NaN], [1]) }, {})).toEqual([0])
  })

  test('there is no kernel for the gradient of a filter', () => {
    expect(tensorLibrary.getKernel('Conv2DBackpropFilter', 'wasm')).toBeUndefined()
  })

  test('a NaN passes through Relu, Multiply, Add, the matrix product and the convolution', () => {
    const nan = (): Tensor => tensor([Number.NaN], [1])
    expect(run('Relu', { x: nan() }, {})).toEqual([Number.NaN])
    expect(run('Multiply', { a: nan(), b: tensor([0], [1]) }, {})).toEqual([Number.NaN])
    expect(run('Add', { a: nan(), b: tensor([0], [1]) }, {})).toEqual([Number.NaN])
    const product = { a: tensor([Number.NaN], [1, 1, 1]), b: tensor([1], [1, 1, 1]) }
    expect(run('BatchMatMul', product, { transposeA: false, transposeB: false })).toEqual([Number.NaN])
    expect(convolve([Number.NaN, 1], [1, 1])).toEqual([Number.NaN])
  })

  test('a 1x1 convolution from one channel to one makes a NaN -Infinity; no other convolution does', () => {
    expect(convolve([Number.NaN], [1])).toEqual([-Infinity])
    expect(convolve([Number.NaN], [1, 1])).toEqual([Number.NaN, Number.NaN])
  })

  test('every stock kernel that the operations run is there', () => {
    const needed = ['Conv2D', 'FusedConv2D', 'BatchMatMul', '_FusedMatMul', 'Transpose', 'Reshape', 'Relu', 'Multiply', 'RealDiv', 'Add']
    expect(needed.filter((name) => tensorLibrary.getKernel(name, 'wasm') === undefined)).toEqual([])
  })

  test('the private fields that wasmDevice reads are what it takes them for', () => {
    const { memory } = backend.wasm.asm
    expect(memory).toBeInstanceOf(WebAssembly.Memory)
    const { buffer } = memory as WebAssembly.Memory
    const three = tensor([1, 2, 3], [3])
    const { memoryOffset } = backend.dataIdMap.get(three.dataId)
    expect([...new Float32Array(buffer, memoryOffset >>> 0, 3)]).toEqual([1, 2, 3])
    expect([...backend.typedArrayFromHeap(three)]).toEqual([1, 2, 3])
    backend.incRef(three.dataId)
    expect([backend.disposeData(three.dataId), backend.disposeData(three.dataId)]).toEqual([false, true])
    // The heap is 4 GiB at most, and 0 is how it says that a block cannot be had. Nothing here touches the memory, so none is taken.
    const large = backend.wasm._malloc(2.5 * 2 ** 30) >>> 0
    expect(large).toBeGreaterThan(0)
    expect(backend.wasm._malloc(2.5 * 2 ** 30) >>> 0).toBe(0)
    backend.wasm._free(large)
    const address = backend.wasm._malloc(1024) >>> 0
    expect(address).toBeGreaterThan(0)
    expect(address % 8).toBe(0)
    backend.wasm._free(address)
  })
})
