// Networks as ONNX files, read by another program: it answers as we do, whatever the network is made of.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parameterCount } from '../../lib/accounting/cost.js'
import { modelOf } from '../../lib/data/model.js'
import { regressionOf } from '../../lib/data/regression.js'
import { encodeOnnx, type OnnxOptions } from '../../lib/export/encodeOnnx.js'
import { folded } from '../../lib/inference/folded.js'
import { predict } from '../../lib/inference/predict.js'
import { regress } from '../../lib/inference/regress.js'
import { segment } from '../../lib/inference/segment.js'
import { batchNorm } from '../../lib/layer/batchNorm.js'
import { conv2d } from '../../lib/layer/conv2d.js'
import { defineLayer } from '../../lib/layer/defineLayer.js'
import { flatten } from '../../lib/layer/flatten.js'
import { linear } from '../../lib/layer/linear.js'
import { maxPool } from '../../lib/layer/maxPool.js'
import { relu } from '../../lib/layer/relu.js'
import { convnet } from '../../lib/model/convnet.js'
import { densenet } from '../../lib/model/densenet.js'
import { mobilenetV2 } from '../../lib/model/mobilenetV2.js'
import { preResnet } from '../../lib/model/preResnet.js'
import { resnet } from '../../lib/model/resnet.js'
import { squeezenet } from '../../lib/model/squeezenet.js'
import { unet } from '../../lib/model/unet.js'
import { vgg } from '../../lib/model/vgg.js'
import type { AnyNetwork } from '../../lib/network/network.js'
import { forward } from '../../lib/network/forward.js'
import { input, sequential, sequentialFrom } from '../../lib/network/sequential.js'
import { l1Norm } from '../../lib/pruning/filterNorm.js'
import { narrowNetwork } from '../../lib/pruning/narrow.js'
import { selectFirst } from '../../lib/pruning/selectFirst.js'
import { key } from '../../lib/random/key.js'
import type { Tensor } from '../../lib/shape/tensor.js'
import { permuted } from '../../lib/export/permuted.js'
import { describeOnBackends, implementations } from '../engine/backends.js'
import { expectClose } from '../engine/expectClose.js'
import { right, samplesFrom } from '../setup/answers.js'
import { layerKinds } from '../setup/layerKinds.js'
import { type AnyShaped, arbitraryNetwork, unsettled } from '../setup/networks.js'
import { isInstalled, onnxRuntime } from '../setup/onnxRuntime.js'
import { arbitraryWithOwnLayers } from '../setup/ownLayers.js'

/** Maps as ONNX has them. */
const channelsFirst = ({ shape, values }: Tensor): Tensor => {
  const [batch = 0, height = 0, width = 0, channels = 0] = shape
  return shape.length === 4 ? { shape: [batch, channels, height, width], values: permuted(values, shape, [0, 3, 1, 2]) } : { shape, values }
}
const batchFor = ({ input: sample }: AnyNetwork, batch: number): Tensor => ({
  shape: [batch, ...sample],
  values: samplesFrom(7, sample, batch),
})
/** Statistics, scales and shifts that hide nothing. */
const settledNot = (network: AnyNetwork): AnyNetwork => unsettled(network as AnyShaped, 3)

/** All operations that formulas have, on maps and features, none of which knows the size of the batch. */
const everything = defineLayer({
  tag: 'test/everything',
  fields: { channels: 'count' },
  channels: { carried: 'channels' },
  arrays: ({ channels }) => {
    const drawn = (size: number) => () => Float32Array.from({ length: size }, (_, at) => Math.sin(at + 1) / 3)
    return {
      factors: { shape: [channels], axes: ['outputs'], initial: drawn(channels) },
      offsets: { shape: [channels], axes: ['outputs'], initial: drawn(channels) },
      filter: { shape: [3, 3, channels, channels], axes: ['window', 'window', 'inputs', 'outputs'], initial: drawn(9 * channels ** 2) },
      weight: { shape: [2 * channels, channels], axes: ['window', 'outputs'], initial: drawn(2 * channels ** 2) },
    }
  },
  compute: (formula, x, { factors, offsets, filter, weight }) => {
    const convolved = formula.conv2d(formula.shift(formula.scale(x, factors!), offsets!), filter!)
    const shares = formula.divide(x, formula.activation(convolved, { _tag: 'softplus' }))
    const half = formula.exp(formula.channels(formula.log(formula.softmax(shares)), 1, x.shape.at(-1)!))
    const both = formula.concatenate(half, formula.constant(0.5, formula.channels(x, 0, 1)), formula.constant(0.5, x))
    const pooled = formula.linear(formula.globalAveragePool(both), weight!)
    const [batch = 0, height = 0, width = 0, channels = 0] = x.shape
    const cells = formula.reshape(x, [batch * height * width, channels])
    const logarithms = formula.reshape(formula.logSoftmax(cells), [batch, height, width, channels])
    const gate = formula.reshape(formula.activation(pooled, { _tag: 'sigmoid' }), [batch, 1, 1, channels])
    const everywhere = Array.from({ length: height * width }, () => gate)
    const map = formula.reshape(formula.concatenate(everywhere[0]!, ...everywhere.slice(1)), [batch, height, width, channels])
    return formula.combine(0.5, formula.multiply(map, formula.add(convolved, logarithms)), -0.25, both.shape.length === 4 ? x : shares)
  },
})

describe.skipIf(!isInstalled)('what onnxruntime answers', () => {
  describeOnBackends(
    'is what the network answers',
    (backend, { runs }) => {
      const expectSame = async (network: AnyNetwork, batch: number, options: OnnxOptions = {}): Promise<void> => {
        const given = batchFor(network, batch)
        const expected = right(await forward(backend(), network, given as never)()) as Tensor
        const ordered = options.layout === 'NHWC' ? (one: Tensor) => one : channelsFirst
        const { output } = await onnxRuntime(encodeOnnx(network, options), ordered(given))
        expect(output?.shape).toEqual(ordered(expected).shape)
        expectClose(output?.values, ordered(expected).values, 'output', 1e-4)
      }

      const alone = Object.entries(layerKinds).flatMap(([tag, examples]) =>
        examples.map(([spec, from], at) => [`${tag} ${at}`, settledNot(right(sequentialFrom(from, [spec]))(key(0)))] as const),
      )
      test.each(alone)('%s', async (_name, network) => {
        for (const batch of [1, 3]) for (const layout of ['NCHW', 'NHWC'] as const) await expectSame(network, batch, { layout })
      })

      const families: readonly (readonly [string, AnyNetwork])[] = [
        ['convnet, narrowed', narrowNetwork(convnet({ input: [12, 12, 3], cfg: [4, 6, 8], classes: 5 }, key(0)), l1Norm, [3, 4, 5])],
        ['vgg of two linear layers', vgg({ input: [16, 16, 3], cfg: [4, 'M', 6, 'M', 8], classes: 3, linearLayers: 2 }, key(0))],
        ['resnet', resnet({ depth: 8, classes: 4, input: [16, 16, 3], shortcut: 'projection' }, key(0))],
        ['preResnet, its selections too', selectFirst(preResnet({ depth: 11, classes: 4, input: [8, 8, 3] }, key(0)))],
        ['densenet', densenet({ depth: 7, classes: 3, input: [8, 8, 3], growth: 3, stem: 6 }, key(0))],
        ['mobilenetV2', mobilenetV2({ width: 0.25, classes: 3, input: [32, 32, 3] })(key(0))],
        ['squeezenet', squeezenet({ version: '1.1', classes: 3, input: [64, 64, 3] })(key(0))],
        ['unet', unet({ input: [16, 16, 1], cfg: [3, 3, 5, 5, 3, 3, 3], classes: 2 })(key(0))],
      ]
      test.each(families)('%s', async (_name, network) => {
        await expectSame(settledNot(network), 2)
      })

      test('of a layer of one’s own, by its formula, whatever operations that has', async () => {
        const network = sequential(input(4, 3, 4), conv2d(4, 4), everything({ channels: 4 }), flatten, linear(48, 3))(key(1))
        for (const batch of [1, 3]) for (const layout of ['NCHW', 'NHWC'] as const) await expectSame(network, batch, { layout })
      })

      test.each([
        ['generated networks', arbitraryNetwork],
        ['networks with layers of a program’s own', arbitraryWithOwnLayers],
      ])('%s', (_name, networks) =>
        fc.assert(
          fc.asyncProperty(networks, fc.integer({ min: 1, max: 3 }), fc.constantFrom('NCHW', 'NHWC'), (network, batch, layout) =>
            expectSame(network, batch, { layout }),
          ),
          { numRuns: runs(100) },
        ),
      )

      test('of raw samples, where a model, a model of cells or a regression is written', async () => {
        const classes = right(
          modelOf(convnet({ input: [8, 8, 3], cfg: [4, 4, 4], classes: 3 }, key(2)), {
            normalization: { mean: [0.1, 0.2, 0.3], deviation: [0.4, 0.5, 0.6] },
          }),
        )
        const raw = batchFor(classes.network, 2)
        const { probabilities } = await onnxRuntime(encodeOnnx(classes), channelsFirst(raw))
        const predictions = right(await predict(backend(), classes, raw.values)())
        expectClose(
          probabilities?.values,
          predictions.flatMap((one) => one.probabilities),
          'probabilities',
          1e-5,
        )

        const map = sequential(input(4, 5, 1), conv2d(1, 3))(key(3))
        const cells = right(modelOf(map, { normalization: { mean: [2], deviation: [3] } }))
        const image = batchFor(map, 1)
        const { probabilities: ofCells } = await onnxRuntime(encodeOnnx(cells, { layout: 'NHWC' }), image)
        const [segmented] = right(await segment(backend(), cells, image.values)())
        expectClose(ofCells?.values, segmented?.probabilities.values ?? [], 'probabilities of cells', 1e-5)

        const numbers = right(
          regressionOf(sequential(input(3), linear(3, 2))(key(4)), { normalization: { mean: [1, 2, 3], deviation: [4, 5, 6] } }),
        )
        const rows = batchFor(numbers.network, 3)
        const { output } = await onnxRuntime(encodeOnnx(numbers), rows)
        expectClose(output?.values, right(await regress(backend(), numbers, rows.values)()).values, 'numbers', 1e-5)
      })
    },
    implementations.filter(({ name }) => name === 'wasm'),
  )
})

describe('a file', () => {
  const textOf = (file: Uint8Array): string => new TextDecoder('latin1').decode(file)
  /** Of that type: field 4 of a node, as long as its name, and the name. */
  const nodesOf = (file: Uint8Array, operation: string): number =>
    textOf(file).split(`\x22${String.fromCharCode(operation.length)}${operation}`).length - 1

  test('has no transposition where maps come with their channels first, and one on either side where they do not', () => {
    const network = sequential(
      ...([
        input(8, 8, 3),
        conv2d(3, 4),
        batchNorm(4),
        relu,
        maxPool(2),
        conv2d(4, 6),
        relu,
        flatten,
        batchNorm(96),
        linear(96, 5),
      ] as const),
    )(key(0))
    const maps = sequential(input(8, 8, 3), conv2d(3, 4))(key(0))
    expect(nodesOf(encodeOnnx(network), 'Conv')).toBe(2)
    expect([network, maps].map((one) => nodesOf(encodeOnnx(one), 'Transpose'))).toEqual([0, 0])
    // features have no order of axes, so the network turns what goes in alone
    expect([network, maps].map((one) => nodesOf(encodeOnnx(one, { layout: 'NHWC' }), 'Transpose'))).toEqual([1, 2])
  })

  test('shrinks as the network does', () => {
    const whole = convnet({ input: [16, 16, 3], cfg: [32, 64, 64], classes: 10 }, key(0))
    const half = narrowNetwork(whole, l1Norm, [16, 32, 32])
    // weights, a bias where a batch norm was, and some lines of text
    for (const network of [whole, half]) {
      const text = encodeOnnx(network).length - 4 * parameterCount(folded(network))
      expect(text).toBeGreaterThan(0)
      expect(text).toBeLessThan(2000)
    }
  })

  test('says what it was made of', () => {
    const model = right(
      modelOf(convnet({ input: [8, 8, 1], cfg: [2, 3, 4], classes: 2 }, key(0)), { normalization: 'none', classNames: ['cat', 'dog'] }),
    )
    const text = textOf(encodeOnnx(model))
    for (const part of ['narrownet', 'cfg', '[2,3,4]', 'classNames', '["cat","dog"]', 'batch', '0.weight', '0.bias', 'probabilities'])
      expect(text).toContain(part)
  })

  test('is not made of what is no network, or a model that does not fit', () => {
    expect(() => encodeOnnx({} as never)).toThrow(/^narrownet: encodeOnnx: /)
    expect(() => encodeOnnx(convnet({ input: [8, 8, 1], cfg: [2, 2, 2], classes: 2 }, key(0)), { layout: 'CHWN' as never })).toThrow(
      "narrownet: encodeOnnx: layout is \"CHWN\", not 'NCHW' or 'NHWC'",
    )
  })
})
