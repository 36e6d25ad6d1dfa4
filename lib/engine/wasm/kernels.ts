/**
 * The small runner that every operation on a heap is written in: stock tensor kernels by name, loops of ours over flat values, SIMD, and
 * ownership.
 *
 * Loops stand where a stock kernel is wrong, missing, or slower than a plain loop over the heap. They accumulate in float64 and round once.
 */
import { invariant, known } from '../../shape/invariant.js'
import { sameShape, showShape } from '../../shape/shape.js'
import type { DeviceArray } from '../backend.js'
import { type DeviceArrays, deviceArraysOn } from '../deviceArrays.js'
import { type Memory, memoryOf } from '../memory.js'
import type { Heap, InPlace, Loop } from './heap.js'
import type { SimdKernels } from './simd/simdKernels.js'

type Values<Arrays extends readonly unknown[]> = { readonly [Index in keyof Arrays]: Float32Array }
type Addresses<Given extends readonly unknown[]> = { readonly [Index in keyof Given]: number }
type Arrays<Shapes extends readonly unknown[]> = { readonly [Index in keyof Shapes]: DeviceArray }

/** Kernels, loops and memory on one heap: all that an operation is written in. */
export interface Kernels extends Memory, DeviceArrays {
  /**
   * Run a stock kernel: borrows its inputs, returns an array of `shape` (a different result is a mistake of ours).
   * `workspaceBytes` is what the kernel takes besides for itself, so that a full device is noticed before and not inside.
   */
  readonly run: (
    kernel: string,
    inputs: Readonly<Record<string, DeviceArray>>,
    attributes: object,
    shape: readonly number[],
    workspaceBytes?: number,
  ) => DeviceArray
  /** Run a loop: borrows its inputs, returns one new array for each of `shapes`, which the body must fill. */
  readonly loop: <const Inputs extends readonly DeviceArray[], const Shapes extends readonly (readonly number[])[]>(
    inputs: Inputs,
    shapes: Shapes,
    body: (inputs: Values<Inputs>, outputs: Values<Shapes>) => void,
  ) => Arrays<Shapes>
  /**
   * Run our SIMD kernels where the device has them: borrows its inputs, returns one new array for each of `shapes`, which the body must
   * fill; `workspaceBytes` of working memory last as long as the body.
   */
  readonly inPlace?: <const Inputs extends readonly DeviceArray[], const Shapes extends readonly (readonly number[])[]>(
    inputs: Inputs,
    shapes: Shapes,
    workspaceBytes: number,
    body: (simd: SimdKernels, inputs: Addresses<Inputs>, outputs: Addresses<Shapes>, workspace: number) => void,
  ) => Arrays<Shapes>
  /** The same for one array computed from a constant: made once under that name, kept, counted and freed as the constant is. */
  readonly keptInPlace?: (
    constant: DeviceArray,
    name: string,
    shape: readonly number[],
    workspaceBytes: number,
    body: (simd: SimdKernels, input: number, output: number, workspace: number) => void,
  ) => DeviceArray
}

const ledgerOf = (heap: Heap): Memory & DeviceArrays => {
  const memory = memoryOf(heap)
  return { ...memory, ...deviceArraysOn(heap, memory) }
}

/** The runner for a heap; by a ledger of its own where none is given. */
export const kernelsOn = (heap: Heap, memory: Memory & DeviceArrays = ledgerOf(heap)): Kernels => {
  const { own, claim, bytesOf } = memory

  const run: Kernels['run'] = (kernel, inputs, attributes, shape, workspaceBytes = 0) => {
    const buffers = claim(Object.values(inputs), bytesOf(shape) + workspaceBytes)
    const named = Object.fromEntries(Object.keys(inputs).map((name, at) => [name, known(buffers[at], name)]))
    const output = own(heap.run(kernel, named, attributes, shape))
    if (!sameShape(output.shape, shape)) invariant(`${kernel} gave ${showShape(output.shape)} where ${showShape(shape)} was expected`)
    return output
  }

  const loop: Kernels['loop'] = (inputs, shapes, body) => {
    const buffers = claim(
      inputs,
      shapes.reduce((sum, shape) => sum + bytesOf(shape), 0),
    )
    // The mapped tuple types above say that there are as many values as arrays; `map` cannot.
    return heap.loop(buffers, shapes, body as unknown as Loop).map(own) as never
  }

  const runInPlace = heap.inPlace
  const inPlace: NonNullable<Kernels['inPlace']> = (inputs, shapes, workspaceBytes, body) => {
    const buffers = claim(
      inputs,
      shapes.reduce((sum, shape) => sum + bytesOf(shape), workspaceBytes),
    )
    // As for `loop`: the mapped types say that there are as many addresses as arrays.
    const outputs =
      runInPlace?.(buffers, shapes, workspaceBytes, body as unknown as InPlace) ?? invariant(`${heap.name} has no SIMD kernels`)
    return outputs.map(own) as never
  }

  const keptInPlace: NonNullable<Kernels['keptInPlace']> = (array, name, shape, workspaceBytes, body) =>
    memory.derived(array, name, shape, () => {
      const buffers = claim([array], bytesOf(shape) + workspaceBytes)
      const [output] = runInPlace?.(buffers, [shape], workspaceBytes, (simd, [input], [target], workspace) =>
        body(simd, input as number, target as number, workspace),
      ) ?? [undefined]
      return output ?? invariant(`${heap.name} has no SIMD kernels`)
    })

  return { ...memory, run, loop, ...(runInPlace && { inPlace, keptInPlace }) }
}
