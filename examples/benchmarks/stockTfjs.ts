/**
 * Stock tfjs-wasm: its own kernels as they are, called through tfjs-core, on the instance that narrownet works on too.
 *
 * Two things it lacks are given to it. Its gradients, which plain Node cannot load: they are tfjs-core's own, through `extensionless.ts`.
 * And the gradient of a convolution's filter, for which it has no kernel: `Conv3DBackpropFilterV2` over maps one cell deep gives it.
 */
import { createRequire, register } from 'node:module'
import { pathToFileURL } from 'node:url'

/** A tensor of tfjs. */
export interface Tensor {
  readonly shape: readonly number[]
  readonly dispose: () => void
  readonly data: () => Promise<Float32Array>
}

/** A tensor that can be assigned to. */
export interface Variable extends Tensor {
  readonly name: string
  readonly assign: (value: Tensor) => void
}

interface KernelCall {
  readonly inputs: Readonly<Record<'x' | 'dy', Tensor>>
  readonly attrs: { readonly strides: number | readonly number[]; readonly pad: number; readonly filterShape: readonly number[] }
}

/** What we use of tfjs-core. */
export interface Tfjs {
  readonly setBackend: (name: string) => Promise<boolean>
  readonly registerKernel: (kernel: { kernelName: string; backendName: string; kernelFunc: (call: KernelCall) => Tensor }) => void
  readonly engine: () => { readonly runKernel: (name: string, inputs: object, attributes: object) => Tensor }
  readonly tidy: <A>(body: () => A) => A
  readonly keep: (tensor: Tensor) => Tensor
  readonly tensor: (values: Float32Array, shape: readonly number[]) => Tensor
  readonly variable: (initial: Tensor, trainable?: boolean) => Variable
  readonly dispose: (container: object) => void
  readonly reshape: (x: Tensor, shape: readonly number[]) => Tensor
  readonly pad: (x: Tensor, margins: readonly (readonly [number, number])[]) => Tensor
  readonly conv2d: (x: Tensor, filter: Tensor, stride: number, pad: number) => Tensor
  readonly maxPool: (x: Tensor, size: number, stride: number, pad: number) => Tensor
  readonly fused: {
    readonly conv2d: (options: {
      readonly x: Tensor
      readonly filter: Tensor
      readonly bias: Tensor
      readonly strides: number
      readonly pad: number
      readonly activation: 'linear' | 'relu'
    }) => Tensor
  }
  readonly matMul: (a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean) => Tensor
  readonly moments: (x: Tensor, axes: readonly number[]) => { readonly mean: Tensor; readonly variance: Tensor }
  readonly batchNorm: (x: Tensor, mean: Tensor, variance: Tensor, shift: Tensor, scale: Tensor, epsilon: number) => Tensor
  readonly relu: (x: Tensor) => Tensor
  readonly relu6: (x: Tensor) => Tensor
  readonly leakyRelu: (x: Tensor, slope: number) => Tensor
  readonly sigmoid: (x: Tensor) => Tensor
  readonly tanh: (x: Tensor) => Tensor
  readonly elu: (x: Tensor) => Tensor
  readonly erf: (x: Tensor) => Tensor
  readonly add: (a: Tensor, b: Tensor | number) => Tensor
  readonly sub: (a: Tensor, b: Tensor) => Tensor
  readonly div: (a: Tensor | number, b: Tensor) => Tensor
  readonly minimum: (a: Tensor, b: number) => Tensor
  readonly square: (x: Tensor) => Tensor
  readonly sqrt: (x: Tensor) => Tensor
  readonly softmax: (x: Tensor) => Tensor
  readonly mul: (a: Tensor, b: Tensor | number) => Tensor
  readonly sum: (x: Tensor, axes?: readonly number[]) => Tensor
  readonly mean: (x: Tensor, axes: readonly number[]) => Tensor
  readonly grads: (body: (...inputs: Tensor[]) => Tensor) => (inputs: readonly Tensor[], dy?: Tensor) => Tensor[]
  readonly variableGrads: (
    body: () => Tensor,
    over: readonly Variable[],
  ) => { readonly value: Tensor; readonly grads: Record<string, Tensor> }
  readonly losses: Readonly<Record<'softmaxCrossEntropy' | 'sigmoidCrossEntropy', (labels: Tensor, logits: Tensor) => Tensor>>
  readonly train: {
    readonly momentum: (rate: number, momentum: number) => { readonly applyGradients: (gradients: Record<string, Tensor>) => void }
  }
}

/** The gradient of a filter through the 3-D kernel: the maps padded by hand, and one cell deep. */
const filterGradient = (tf: Tfjs, { inputs: { x, dy }, attrs: { strides, pad, filterShape } }: KernelCall): Tensor => {
  const margin = [pad, pad] as const
  const padded = pad > 0 ? tf.pad(x, [[0, 0], margin, margin, [0, 0]]) : x
  const deep = ({ shape: [batch = 0, ...rest] }: Tensor): readonly number[] => [batch, 1, ...rest]
  const [stride = 1] = [strides].flat()
  const gradient = tf
    .engine()
    .runKernel(
      'Conv3DBackpropFilterV2',
      { x: tf.reshape(padded, deep(padded)), dy: tf.reshape(dy, deep(dy)) },
      { strides: [1, stride, stride], pad: 'valid', filterShape: [1, ...filterShape] },
    )
  return tf.reshape(gradient, filterShape)
}

/** tfjs with its wasm backend chosen, all gradients registered, and the missing kernel filled in. After `startWasm`: it sets the paths. */
export const stockTfjs = async (): Promise<Tfjs> => {
  const require = createRequire(import.meta.url)
  const tf = require('@tensorflow/tfjs-core') as Tfjs
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs-wasm did not start')
  register('./extensionless.js', import.meta.url)
  const core = require.resolve('@tensorflow/tfjs-core').replace(/[^/\\]*$/, '')
  await import(pathToFileURL(`${core}register_all_gradients.js`).href)
  tf.registerKernel({ kernelName: 'Conv2DBackpropFilter', backendName: 'wasm', kernelFunc: (call) => filterGradient(tf, call) })
  return tf
}
