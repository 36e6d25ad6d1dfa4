/**
 * What is computed, written down as the nodes of an ONNX graph.
 *
 * ONNX has maps as [batch, channels, height, width], we have them as [batch, height, width, channels]. So each array has one or two names, in its
 * `natural` order, which is ours, and with its channels first, and another is made, by a transposition, only where it is asked for: a network of
 * convolutions needs none. The features of a flattened map stand with the channels first, too, and what reads them has its own numbers
 * in that order. Numbers that are known now, weights say, are written in the order that they are asked for in.
 *
 * A batch has one sample here; whatever size it has when the graph runs, it is the first axis.
 */
import type { DeviceArray } from '../engine/backend.js'
import { invariant, known } from '../shape/invariant.js'
import { elementCount, type MapShape, sameShape, type Shape } from '../shape/shape.js'
import type { OnnxAttribute, OnnxConstant, OnnxNode } from './onnxFile.js'
import { permuted } from './permuted.js'

/** The order of an array's numbers: ours, or channels before cells. */
export type Layout = 'natural' | 'channelsFirst'

/** What stands behind a handle. */
interface Recorded {
  readonly shape: Shape
  /** whose order `channelsFirst` is about: the map that it is, or that its features were */
  readonly map: MapShape | undefined
  /** where they are known now, in natural order */
  readonly numbers: Float32Array | undefined
  readonly label: string
  readonly names: Map<Layout, string>
}

type Attributes = Readonly<Record<string, OnnxAttribute>>

/** A graph that is being written. */
export interface Recorder {
  readonly nodes: readonly OnnxNode[]
  readonly constants: readonly OnnxConstant[]
  /** What is written from here on belongs to this layer. */
  readonly enter: (path: string) => void
  /** A node; gives the name of what it makes. */
  readonly node: (operation: string, inputs: readonly string[], attributes?: Attributes) => string
  /** The name of whole numbers, of floats, or of one float. */
  readonly integers: (values: readonly number[]) => string
  readonly floats: (values: Float32Array, shape: readonly number[], label: string) => string
  readonly scalar: (value: number) => string
  /** A handle to numbers that are known now. */
  readonly known: (values: Float32Array, shape: Shape, label: string) => DeviceArray
  /** A handle to what has this name in that order; `map`, if it is one or was flattened from one. */
  readonly made: (name: string, shape: Shape, layout: Layout, map?: MapShape) => DeviceArray
  readonly numbersOf: (array: DeviceArray) => Float32Array | undefined
  readonly labelOf: (array: DeviceArray) => string
  readonly mapOf: (array: DeviceArray) => MapShape | undefined
  /** The order in which these can be had together with the fewest transpositions. */
  readonly layoutOf: (...arrays: readonly DeviceArray[]) => Layout
  /** Its name in that order. */
  readonly as: (array: DeviceArray, layout: Layout) => string
}

/** A graph without nodes. */
export const recorder = (): Recorder => {
  const nodes: OnnxNode[] = []
  const constants: OnnxConstant[] = []
  const taken = new Map<string, number>()
  const arrays = new WeakMap<DeviceArray, Recorded>()
  const written = new Map<string, string>()
  let path = ''

  const unused = (name: string): string => {
    const times = taken.get(name) ?? 0
    taken.set(name, times + 1)
    return times === 0 ? name : `${name}.${times}`
  }
  const node: Recorder['node'] = (operation, inputs, attributes = {}) => {
    const output = unused(path === '' ? operation : `${path}.${operation}`)
    nodes.push({ operation, inputs, output, attributes })
    return output
  }
  const constant = (values: OnnxConstant['values'], shape: readonly number[], label: string): string => {
    const name = unused(label)
    constants.push({ name, shape, values })
    return name
  }
  /** Small numbers are written once, whoever asks. */
  const once = (label: string, write: () => string): string => {
    const name = written.get(label) ?? write()
    written.set(label, name)
    return name
  }
  const integers: Recorder['integers'] = (values) =>
    once(`[${values.join()}]`, () => constant(BigInt64Array.from(values, BigInt), [values.length], `integers ${values.join()}`))
  const recorded = (array: DeviceArray): Recorded => arrays.get(array) ?? invariant('an ONNX graph was given an array that is not its own')
  const handle = (of: Recorded): DeviceArray => {
    const array = { shape: of.shape }
    arrays.set(array, of)
    return array
  }
  const asMap = (shape: Shape): MapShape | undefined => (shape.length === 4 ? (shape.slice(1) as readonly number[] as MapShape) : undefined)

  const write = ({ shape, map, numbers, label, names }: Recorded, layout: Layout): string => {
    if (numbers !== undefined) {
      if (layout === 'natural' || map === undefined) return constant(numbers, shape, label)
      const [batch = 1] = shape
      const [height, width, channels] = map
      const first = permuted(numbers, [batch, height, width, channels], [0, 3, 1, 2])
      return constant(first, shape.length === 4 ? [batch, channels, height, width] : shape, label)
    }
    const other = known(names.get(layout === 'natural' ? 'channelsFirst' : 'natural'), label)
    const order = layout === 'natural' ? [0, 2, 3, 1] : [0, 3, 1, 2]
    const turned = (name: string): string => node('Transpose', [name], { perm: { integers: order } })
    if (shape.length === 4) return turned(other)
    const [height = 0, width = 0, channels = 0] = map ?? []
    const unfolded = node('Reshape', [other, integers(layout === 'natural' ? [0, channels, height, width] : [0, height, width, channels])])
    return node('Reshape', [turned(unfolded), integers([0, elementCount(shape.slice(1))])])
  }

  return {
    nodes,
    constants,
    enter: (layer) => {
      path = layer
    },
    node,
    integers,
    floats: constant,
    scalar: (value) => once(`${value}`, () => constant(Float32Array.of(value), [], `number ${value}`)),
    known: (numbers, shape, label) => handle({ shape, map: asMap(shape), numbers, label, names: new Map() }),
    made: (name, shape, layout, map = asMap(shape)) =>
      handle({ shape, map, numbers: undefined, label: name, names: new Map([[layout, name]]) }),
    numbersOf: (array) => recorded(array).numbers,
    labelOf: (array) => recorded(array).label,
    mapOf: (array) => recorded(array).map,
    layoutOf: (...given) => {
      const all = given.map(recorded)
      const [first] = all.flatMap(({ map }) => (map === undefined ? [] : [map]))
      const alike = first !== undefined && all.every(({ map }) => map !== undefined && sameShape(map, first))
      const has = ({ names, numbers }: Recorded): boolean => numbers !== undefined || names.has('channelsFirst')
      const named = all.some(({ names }) => names.has('channelsFirst'))
      // maps are turned to be together; features only where all stand so already
      const isMap = all.every(({ shape }) => shape.length === 4)
      return named && (isMap || (alike && all.every(has))) ? 'channelsFirst' : 'natural'
    },
    as: (array, layout) => {
      const of = recorded(array)
      const asked = of.map === undefined ? 'natural' : layout
      const name = of.names.get(asked) ?? write(of, asked)
      of.names.set(asked, name)
      return name
    },
  }
}
