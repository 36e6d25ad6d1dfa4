/**
 * The cases of ../shared/parity: what the reference code's networks are here, and the arrays and answers that belong to them. `parityFiles.ts` reads them in
 * Node, `parityOfPage.ts` in a page.
 */
import { expect } from 'vitest'
import { densenetNames, type ModuleNames, preResnetNames, resnetNames, vggNames } from '../../lib/checkpoint/moduleNames.js'
import { decodeSafetensors } from '../../lib/checkpoint/safetensors.js'
import { type StateDict, withStateDict } from '../../lib/checkpoint/stateDict.js'
import type { Backend } from '../../lib/engine/backend.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { relu } from '../../lib/layer/relu.js'
import { densenet } from '../../lib/model/densenet.js'
import { mlp } from '../../lib/model/mlp.js'
import { preResnet } from '../../lib/model/preResnet.js'
import { resnet } from '../../lib/model/resnet.js'
import { vgg } from '../../lib/model/vgg.js'
import type { Arch, Network } from '../../lib/network/network.js'
import { sequentialFrom } from '../../lib/network/sequential.js'
import { key } from '../../lib/random/key.js'
import type { Cfg } from '../../lib/shape/atMost.js'
import { gathered, strides } from '../../lib/shape/gathered.js'
import type { Shape } from '../../lib/shape/shape.js'
import { answersTo, right } from './answers.js'

export type AnyNetwork = Network<Shape, Shape, Cfg, Arch>

/** What `case.json` says of the network. */
export interface Described {
  readonly arch: string
  readonly depth: number
  readonly num_classes: number
  readonly cfg?: Cfg
  readonly cfg_before?: Cfg
  readonly growth_rate?: number
  readonly files?: Readonly<Record<string, string>>
}

export interface ParityCase<Description> {
  readonly name: string
  readonly description: Description
  /** a tensor file that the case names */
  readonly tensors: (file: string) => StateDict
}

/** A case by the text of its `case.json`, in the fixtures' own format, which their README describes, and the bytes of its files. */
export const caseOf = <Description extends Described>(
  name: string,
  text: string,
  bytesOf: (file: string) => Uint8Array,
): ParityCase<Description> => {
  const description = JSON.parse(text) as Description
  return { name, description, tensors: (file) => right(decodeSafetensors(bytesOf(description.files?.[file] ?? file))).tensors }
}

/** The network of a case with weights of its own, and PyTorch's names for it. */
export const modelOf = (
  { arch, depth, num_classes: classes, cfg_before, cfg = cfg_before, growth_rate }: Described,
  { detachedShortcut = true } = {},
): { readonly network: AnyNetwork; readonly names: ModuleNames } => {
  // its type says less than the constructors know, which nothing is assignable to: a network's input is both read and given
  const of = (network: object, names: ModuleNames) => ({ network: network as AnyNetwork, names })
  if (arch.startsWith('resnet (l1')) return of(resnet({ depth, classes, detachedShortcut }, key(0)), resnetNames)
  if (arch.includes('preresnet.py')) return of(preResnet({ depth, classes }, key(0)), preResnetNames)
  if (arch.startsWith('densenet')) return of(densenet({ depth, classes, growth: growth_rate! }, key(0)), densenetNames)
  if (arch.startsWith('vgg (l1')) return of(vgg({ classes, cfg: [...cfg!, 512], linearLayers: 2 }, key(0)), vggNames)
  if (arch.startsWith('vgg')) return of(vgg({ classes, cfg: cfg! }, key(0)), vggNames)
  if (arch.startsWith('ConvNet')) return of(flattenedConvnet(classes), vggNames)
  if (arch.startsWith('MLP')) return of(mlp({ input: [28, 28, 1], cfg: [200, 200], classes }, key(0)), { 1: 'fc1', 3: 'fc2', 5: 'fc3' })
  throw new Error(`no network for ${arch}`)
}

/** Three blocks, each with a max-pool, 28 to 14 to 7 to 3; flattened to 576. */
const flattenedConvnet = (classes: number): AnyNetwork => {
  const block = (from: number, to: number) => [conv2d(from, to), batchNorm(to), relu, maxPool(2)]
  return right(sequentialFrom([28, 28, 1], [...block(1, 32), ...block(32, 64), ...block(64, 64), flatten, linear(576, classes)]))(key(0))
}

/** The network of a case with the arrays of one of its files. */
export const loaded = ({ description, tensors }: ParityCase<Described>, file: string): AnyNetwork => {
  const { network, names } = modelOf(description)
  return right(withStateDict(names, tensors(file))(network))
}

/** Images [count, channels, height, width] as ours, [count, height, width, channels]. */
export const channelsLast = (values: Float32Array, shape: Shape): Float32Array => {
  const along = strides(shape).map((stride, axis) => Array.from({ length: shape[axis]! }, (_, at) => at * stride))
  return gathered(values, [along[0]!, along[2]!, along[3]!, along[1]!])
}

export const floatsOf = (tensors: StateDict, name: string): Float32Array => {
  const values = tensors.get(name)?.values
  if (!(values instanceof Float32Array)) throw new Error(`no float32 tensor ${name}`)
  return values
}

/** The network's logits for the case's images are within 1e-5 of the largest of these. */
export const expectLogits = async (
  backend: Backend,
  network: AnyNetwork,
  { tensors }: ParityCase<Described>,
  name: string,
): Promise<void> => {
  const input = tensors('input')
  const { shape } = input.get('x')!
  const found = await answersTo(backend, network, channelsLast(floatsOf(input, 'x'), shape), shape[0]!)
  const reference = floatsOf(tensors('logits'), name)
  const largest = Math.max(...reference.map(Math.abs))
  expect(Math.max(...reference.map((value, at) => Math.abs(value - found[at]!))) / largest, name).toBeLessThan(1e-5)
}
