// A stranger's residual network: blocks as functions, networks in a list, each pruned to widths in its type.
import { function as F } from 'fp-ts'
import {
  type AnyNetwork,
  batchNorm,
  conv2d,
  globalAveragePool,
  input,
  key,
  l1Norm,
  linear,
  maxPool,
  narrow,
  parameterCount,
  relu,
  residual,
  sequential,
} from 'narrownet'

declare const console: { readonly log: (text: string) => void }

const unit = <const From extends number, const To extends number>(from: From, to: To) => [conv2d(from, to), batchNorm(to), relu] as const
const block = <const Width extends number, const Inner extends number>(width: Width, inner: Inner) =>
  residual(...unit(width, inner), conv2d(inner, width), batchNorm(width))
const network = <const Width extends number, const Inner extends number>(width: Width, inner: Inner) =>
  sequential(input(8, 8, 1), ...unit(1, width), block(width, inner), maxPool(2), block(width, inner), globalAveragePool, linear(width, 3))

const wide = network(8, 12)(key(0))
const cfg: [12, 12] = wide.cfg
const slim = F.pipe(wide, narrow(l1Norm, [6, 4]))
const slimCfg: [6, 4] = slim.cfg
const all: readonly AnyNetwork[] = [wide, slim]
console.log(JSON.stringify({ cfg, slimCfg, parameters: all.map((each) => parameterCount(each)) }))
