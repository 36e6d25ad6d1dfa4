/**
 * Each array of a network as a PyTorch state dict has it: its name there, its shape, and the way from our layout to PyTorch's and back.
 *
 *     ours                                      PyTorch's
 *     weight  [height, width, in, out]          weight        [out, in, height, width]
 *     weight  [height, width, 1, channels]      weight        [channels, 1, height, width], of a depthwise convolution
 *     weight  [height, width, out, in]          weight        [in, out, height, width], of a transposed convolution
 *     weight  [in, out]                         weight        [out, in]
 *     scale, shift                              weight, bias
 *     runningMean, runningVariance              running_mean, running_var
 *     weight and mask of a masked layer         weight_orig and weight_mask, as torch.nn.utils.prune has them
 *     membership of a group norm                none: its module's number of groups says it (groupsProblem.ts)
 *     positions of a selection [out]            indexes [in], 1 where a channel is selected, else 0: Network Slimming's channel_selection
 */
import { either as E } from 'fp-ts'
import type { ArraySpec, Axis } from '../layer/definition.js'
import { definitionOf } from '../layer/layer.js'
import { layerNodes } from '../network/layerNodes.js'
import type { LayerNode, Node } from '../network/network.js'
import { gathered, strides } from '../shape/gathered.js'
import { known } from '../shape/invariant.js'
import { listed } from '../shape/listed.js'
import { elementCount, type Shape } from '../shape/shape.js'
import { groupsProblem } from './groupsProblem.js'
import { featureOrders, natural, type Order } from './featureOrder.js'
import { givenTable, hasArrays, type ModuleNames } from './moduleNames.js'

/** One array, both ways. */
export interface StateArray extends Pick<ArraySpec, 'role' | 'holds'> {
  /** of the layer: "4.body.0" */
  readonly layer: string
  /** ours: "4.body.0.weight" */
  readonly path: string
  /** PyTorch's: "layer1.0.conv1.weight" */
  readonly name: string
  /** PyTorch's */
  readonly shape: Shape
  /** its axis that runs over what the layer makes */
  readonly outputs: number
  readonly size: number
  readonly encode: (values: Float32Array) => Float32Array
  /** gives `size` numbers, unless it is a selection of another number of channels */
  readonly decode: (values: Float32Array) => Float32Array
}

/** Module names that do not do for a network. */
export interface ModuleNamesMismatch {
  readonly _tag: 'ModuleNamesMismatch'
  /** what is wrong with a layer: "has no name" */
  readonly layers: readonly { readonly path: string; readonly problem: string }[]
}

/** Every array of a network that PyTorch has, in forward order, or the layers whose arrays have no name of their own. */
export const stateArrays = (
  caller: string,
  names: ModuleNames,
  { input, nodes }: { readonly input: Shape; readonly nodes: readonly Node[] },
): E.Either<ModuleNamesMismatch, readonly StateArray[]> => {
  const given = typeof names === 'function' ? names(nodes) : names
  const table = givenTable(caller, given)
  const { orders, problems: disordered } = featureOrders(input, nodes)
  const layers = layerNodes(nodes).filter(([, node]) => hasArrays(node))
  const namesake = (path: string): string | undefined => layers.find(([other]) => table[other] === table[path])?.[0]
  const problems = [
    ...layers.flatMap(([path]) => {
      const name = table[path]
      if (name === undefined) return [{ path, problem: 'has no name' }]
      const other = namesake(path)
      return other === path ? [] : [{ path, problem: `has the name of layer ${other}, ${name}` }]
    }),
    ...disordered,
    ...layers.flatMap(([path, node]) => {
      const problem = groupsProblem(node, known(orders.get(path), path))
      return problem === undefined ? [] : [{ path, problem }]
    }),
  ]
  return problems.length > 0
    ? E.left({ _tag: 'ModuleNamesMismatch', layers: problems })
    : E.right(layers.flatMap(([path, node]) => arraysOfLayer(path, node, known(table[path]), known(orders.get(path), path))))
}

const arraysOfLayer = (layer: string, node: LayerNode, module: string, order: Order): readonly StateArray[] =>
  Object.entries(definitionOf(node.layer).arrays(node.layer))
    .filter(([, { role }]) => role !== 'membership')
    .map(([array, spec]) => ({
      layer,
      path: `${layer}.${array}`,
      name: `${module}.${spec.moduleName ?? array}`,
      role: spec.role,
      holds: spec.holds,
      size: elementCount(spec.shape),
      ...(spec.role === 'positions'
        ? selectionLayout(order.length)
        : layoutOf(spec, order, definitionOf(node.layer).channels._tag === 'carried')),
    }))

type Layout = Pick<StateArray, 'shape' | 'outputs' | 'encode' | 'decode'>

const axisOrder: readonly Axis[] = ['outputs', 'inputs', 'group', 'window']

/** Outputs first, then inputs or what a group sees of them, then the window, unless the layer says otherwise; along the axis of what the layer receives, PyTorch's order of features. */
const layoutOf = ({ shape, axes, moduleAxes = axisOrder }: ArraySpec, order: Order, carries: boolean): Layout => {
  const received: Axis = carries ? 'outputs' : 'inputs'
  const places = axes.map((axis, at) => (axis === received ? order : natural(known(shape[at]))))
  const source = moduleAxes.flatMap((kind) => axes.flatMap((axis, at) => (axis === kind ? [at] : [])))
  const torchShape = source.map((axis) => known(shape[axis]))
  const [ownStrides, torchStrides] = [strides(shape), strides(torchShape)]
  const encoding = source.map((axis) => inverse(known(places[axis])).map((place) => place * known(ownStrides[axis])))
  const decoding = places.map((along, axis) => along.map((place) => place * known(torchStrides[source.indexOf(axis)])))
  return {
    shape: torchShape,
    outputs: source.findIndex((axis) => axes[axis] === 'outputs'),
    encode: (values) => gathered(values, encoding),
    decode: (values) => gathered(values, decoding),
  }
}

const inverse = (order: Order): Order => {
  const from = new Map(order.map((place, at) => [place, at]))
  return order.map((_place, at) => known(from.get(at)))
}

/** Positions as 0/1 for each channel; whatever is not 0 selects, as in the reference code. */
const selectionLayout = (inChannels: number): Layout => ({
  shape: [inChannels],
  outputs: 0,
  encode: (positions) => {
    const selected = new Set(positions)
    return Float32Array.from({ length: inChannels }, (_, channel) => (selected.has(channel) ? 1 : 0))
  },
  decode: (indexes) => Float32Array.from(natural(inChannels).filter((channel) => indexes[channel] !== 0)),
})

/**
 * One sentence for a person.
 *
 * @example
 * moduleNamesMessage({ _tag: 'ModuleNamesMismatch', layers: [{ path: '3', problem: 'has no name' }] })
 * // => 'the module names do not fit the network: layer 3 has no name'
 */
export const moduleNamesMessage = ({ layers }: ModuleNamesMismatch): string =>
  `the module names do not fit the network: ${listed(layers.map(({ path, problem }) => `layer ${path} ${problem}`))}`
