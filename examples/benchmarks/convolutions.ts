/**
 * Convolutions, one pass a row: the output, the gradient of the input, the gradient of the filter.
 *
 * The library computes both gradients in one pullback. The filter's is timed alone, where the input needs none; the input's is what a
 * pullback with it takes longer. tfjs's gradients, which take seconds, are measured on a part of the batch and multiplied.
 */
import type { Backend } from 'narrownet'
import { type Benchmark, type Engines, patienceOf } from './benchmark.js'
import { atLeastATick, type Contestant, type Reading, scaled, timed } from './interleaved.js'
import { measuredRow, type Row } from './row.js'
import type { Tensor, Tfjs } from './stockTfjs.js'
import { sizeOf, values } from './values.js'

type Pass = 'forward' | 'input gradient' | 'filter gradient'

/** One convolution, square and padded to keep its size. */
export interface Convolution {
  readonly batch: number
  readonly size: number
  readonly from: number
  readonly to: number
  readonly kernel: 1 | 3
  readonly stride: 1 | 2
}

const passes: readonly Pass[] = ['forward', 'input gradient', 'filter gradient']

const sizes = ({ batch, size, from, to, kernel, stride }: Convolution) => {
  const out = Math.ceil(size / stride)
  return { input: [batch, size, size, from], filter: [kernel, kernel, from, to], output: [batch, out, out, to], padding: (kernel - 1) / 2 }
}

const flopsOf = (convolution: Convolution): number => {
  const { output } = sizes(convolution)
  return 2 * sizeOf(output) * convolution.kernel ** 2 * convolution.from
}

/** One pass on a backend of narrownet. */
const ownPass = (backend: Backend, convolution: Convolution, pass: Pass): Contestant => {
  const { input, filter, output, padding } = sizes(convolution)
  const x = backend.upload(values(sizeOf(input), 1), input)
  const w = backend.upload(values(sizeOf(filter), 2), filter)
  const dy = backend.upload(values(sizeOf(output), 3), output)
  const options = { filter: w, bias: undefined, stride: convolution.stride, padding }
  const pullback = (needsInputGradient: boolean): Reading => {
    const [y, pull] = backend.conv2d.differentiate(backend.share(x), { ...options, needsInputGradient })
    backend.release(y)
    const taken = backend.share(dy)
    return timed(() => {
      const gradients = pull(taken)
      backend.release(gradients.weight)
      if (gradients.input !== undefined) backend.release(gradients.input)
    })
  }
  const difference = (): Reading => {
    const [both, filterOnly] = [pullback(true), pullback(false)]
    return atLeastATick({ processor: both.processor - filterOnly.processor, wall: both.wall - filterOnly.wall })
  }
  const runs: Readonly<Record<Pass, Contestant['run']>> = {
    forward: () => backend.release(backend.conv2d.apply(backend.share(x), { ...options, needsInputGradient: false })),
    'filter gradient': () => pullback(false),
    'input gradient': difference,
  }
  return { run: runs[pass], end: () => [x, w, dy].forEach(backend.release) }
}

const manageableFlops = 2e7

/** One pass by tfjs's own kernels. */
const stockPass = (tf: Tfjs, whole: Convolution, pass: Pass): Contestant => {
  const part = pass === 'forward' ? 1 : Math.min(whole.batch, 2 ** Math.max(0, Math.ceil(Math.log2(flopsOf(whole) / manageableFlops))))
  const convolution = { ...whole, batch: whole.batch / part }
  const { input, filter, output, padding } = sizes(convolution)
  const tensor = (shape: readonly number[], seed: number): Tensor => tf.tensor(values(sizeOf(shape), seed), shape)
  const x = tensor(input, 1)
  const w = tensor(filter, 2)
  const dy = tensor(output, 3)
  const attributes = { strides: convolution.stride, pad: padding, dataFormat: 'NHWC' }
  const runs: Readonly<Record<Pass, () => Tensor>> = {
    forward: () => tf.conv2d(x, w, convolution.stride, padding),
    'input gradient': () => tf.engine().runKernel('Conv2DBackpropInput', { dy, filter: w }, { ...attributes, inputShape: input }),
    'filter gradient': () => tf.engine().runKernel('Conv2DBackpropFilter', { x, dy }, { ...attributes, filterShape: filter }),
  }
  const run = (): Reading =>
    scaled(
      timed(() =>
        tf.tidy(() => {
          runs[pass]()
        }),
      ),
      part,
    )
  return { run, end: () => tf.dispose([x, w, dy]), ...(pass !== 'forward' && { rounds: 2, warmUp: 1 }) }
}

/** jax-js is asked about small batches only. */
const largestForJax = 8

const measure =
  (convolution: Convolution, pass: Pass, group: string, name: string) =>
  (engines: Engines): Promise<Row> => {
    const { input, filter, output } = sizes(convolution)
    const { narrownet, direct, tf, jax } = engines
    const { batch, size, from, to, kernel, stride } = convolution
    return measuredRow({
      group,
      name,
      work: { flops: flopsOf(convolution), bytes: 4 * (sizeOf(input) + sizeOf(filter) + sizeOf(output)), order: 'together' },
      own: ownPass(narrownet, convolution, pass),
      others: {
        ...(direct && { 'narrownet, no Winograd': ownPass(direct, convolution, pass) }),
        ...(tf && { 'stock tfjs': stockPass(tf, convolution, pass) }),
        ...(tf && pass !== 'forward' && { 'stock tfjs forward': stockPass(tf, convolution, 'forward') }),
        ...(jax && kernel === 3 && stride === 1 && batch <= largestForJax && { 'jax-js': jax(batch, size, from, to, pass) }),
      },
      patience: patienceOf(engines, 400),
    })
  }

const shown = ({ batch, size, from, to, kernel, stride }: Convolution): string =>
  `${kernel}x${kernel}${stride === 1 ? '' : `/${stride}`} [${batch},${size},${size}] ${from} to ${to}`

const convolution = (batch: number, size: number, from: number, to: number, kernel: 1 | 3 = 3, stride: 1 | 2 = 1): Convolution => ({
  batch,
  size,
  from,
  to,
  kernel,
  stride,
})

const cases: readonly Convolution[] = [
  convolution(64, 32, 16, 16),
  convolution(64, 16, 32, 32),
  convolution(64, 8, 64, 64),
  convolution(16, 32, 64, 64),
  convolution(16, 16, 128, 128),
  convolution(16, 8, 256, 256),
  convolution(64, 4, 512, 512),
  convolution(8, 16, 32, 32),
  convolution(64, 32, 6, 6),
  convolution(64, 16, 22, 22),
  convolution(64, 8, 57, 57),
  convolution(64, 32, 3, 16),
  convolution(64, 32, 16, 32, 3, 2),
  convolution(64, 16, 64, 64, 1),
]

/** Every convolution and pass. */
export const convolutions: readonly Benchmark[] = cases.flatMap((each) =>
  passes.map((pass) => {
    const name = `${shown(each)} ${pass}`
    return { group: 'conv', name, measure: measure(each, pass, 'conv', name) }
  }),
)
