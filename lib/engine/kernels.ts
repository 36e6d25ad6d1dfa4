/**
 * The small kernel runner that every operation is written in: stock tensor kernels by name, loops of ours over flat values, and ownership.
 * One implementation serves all devices; nothing here or in the operations knows which one.
 *
 * Loops stand where a stock kernel is wrong, missing, or slower than a plain loop over the heap. They accumulate in float64 and round once.
 */
import { invariant, known } from '../shape/invariant.js'
import { elementCount, sameShape, showShape } from '../shape/shape.js'
import type { DeviceArray } from './backend.js'
import type { Device, InPlace, Loop } from './device.js'
import { type Memory, memoryOf } from './memory.js'
import type { SimdKernels } from './simd/simdKernels.js'
import { turn } from './turn.js'

type Values<Arrays extends readonly unknown[]> = { readonly [Index in keyof Arrays]: Float32Array }
type Addresses<Given extends readonly unknown[]> = { readonly [Index in keyof Given]: number }
type Arrays<Shapes extends readonly unknown[]> = { readonly [Index in keyof Shapes]: DeviceArray }

/** Kernels, loops and memory on one device: all that an operation is written in. */
export interface Kernels extends Memory {
  readonly name: string
  readonly limitBytes: number
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
  /** The same memory with another shape; borrows. */
  readonly view: (array: DeviceArray, shape: readonly number[]) => DeviceArray
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
  readonly upload: (values: Float32Array, shape: readonly number[]) => DeviceArray
  readonly download: (array: DeviceArray, into?: Float32Array) => Promise<Float32Array>
}

/** How many numbers an array of that shape has; what counts nothing is no shape, and memory is taken by its product. */
const countOf = (shape: readonly number[]): number =>
  shape.every((size) => Number.isInteger(size) && size >= 0) ? elementCount(shape) : invariant(`no array has the shape ${showShape(shape)}`)

const bytesOf = (shape: readonly number[]): number => 4 * countOf(shape)

/** Values are copied as the bytes they are: those of another kind of array would be other numbers. */
const checkValues = (values: Float32Array, shape: readonly number[]): void => {
  if (!(values instanceof Float32Array)) invariant(`an array of shape ${showShape(shape)} was given values that are not a Float32Array`)
  if (values.length !== countOf(shape)) invariant(`an array of shape ${showShape(shape)} was given ${values.length} values`)
}

/** The runner for a device that was just started. */
export const kernelsOn = (device: Device, memory: Memory = memoryOf(device)): Kernels => {
  const { own, claim } = memory

  const run: Kernels['run'] = (kernel, inputs, attributes, shape, workspaceBytes = 0) => {
    const buffers = claim(Object.values(inputs), bytesOf(shape) + workspaceBytes)
    const named = Object.fromEntries(Object.keys(inputs).map((name, at) => [name, known(buffers[at], name)]))
    const output = own(device.run(kernel, named, attributes, shape))
    if (!sameShape(output.shape, shape)) invariant(`${kernel} gave ${showShape(output.shape)} where ${showShape(shape)} was expected`)
    return output
  }

  const view: Kernels['view'] = (array, shape) => {
    if (countOf(shape) !== elementCount(array.shape)) invariant(`${showShape(array.shape)} cannot be seen as ${showShape(shape)}`)
    const [x] = claim([array], 0)
    return own(device.run('Reshape', { x: known(x) }, { shape }, shape))
  }

  const loop: Kernels['loop'] = (inputs, shapes, body) => {
    const buffers = claim(
      inputs,
      shapes.reduce((sum, shape) => sum + bytesOf(shape), 0),
    )
    // The mapped tuple types above say that there are as many values as arrays; `map` cannot.
    return device.loop(buffers, shapes, body as unknown as Loop).map(own) as never
  }

  const runInPlace = device.inPlace
  const inPlace: NonNullable<Kernels['inPlace']> = (inputs, shapes, workspaceBytes, body) => {
    const buffers = claim(
      inputs,
      shapes.reduce((sum, shape) => sum + bytesOf(shape), workspaceBytes),
    )
    // As for `loop`: the mapped types say that there are as many addresses as arrays.
    const outputs =
      runInPlace?.(buffers, shapes, workspaceBytes, body as unknown as InPlace) ?? invariant(`${device.name} has no SIMD kernels`)
    return outputs.map(own) as never
  }

  const keptInPlace: NonNullable<Kernels['keptInPlace']> = (array, name, shape, workspaceBytes, body) =>
    memory.derived(array, name, shape, () => {
      const buffers = claim([array], bytesOf(shape) + workspaceBytes)
      const [output] = runInPlace?.(buffers, [shape], workspaceBytes, (simd, [input], [target], workspace) =>
        body(simd, input as number, target as number, workspace),
      ) ?? [undefined]
      return output ?? invariant(`${device.name} has no SIMD kernels`)
    })

  const upload: Kernels['upload'] = (values, shape) => {
    checkValues(values, shape)
    claim([], bytesOf(shape))
    return own(device.write(values, [...shape]))
  }

  const constant: Kernels['constant'] = (values, shape) => {
    checkValues(values, shape)
    return memory.constant(values, shape)
  }

  return {
    ...memory,
    name: device.name,
    limitBytes: device.limitBytes,
    run,
    view,
    loop,
    ...(runInPlace && { inPlace, keptInPlace }),
    upload,
    constant,
    download: async (array, into) => {
      if (into !== undefined) checkValues(into, array.shape)
      // Whatever is computed is read back: here the event loop has its turns.
      await turn()
      const source = memory.copiedFrom(array)
      if (source !== undefined) return copied(source, into)
      const [buffer] = claim([array], 0)
      return device.read(known(buffer), into)
    },
  }
}

const copied = (source: Float32Array, into: Float32Array | undefined): Float32Array => {
  if (into === undefined) return source.slice()
  into.set(source)
  return into
}
