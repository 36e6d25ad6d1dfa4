/** What a benchmark is: a named thing that measures itself, given the engines. */
import type { Backend } from 'narrownet'
import type { Patience } from './interleaved.js'
import type { JaxConvolution } from './jaxConvolution.js'
import type { OnnxRuntime } from './onnxRuntime.js'
import type { Row } from './row.js'
import type { Tfjs } from './stockTfjs.js'

/** Who is measured. A peer that is absent is left out of the rows. */
export interface Engines {
  readonly narrownet: Backend
  /** the same without Winograd's kernels */
  readonly direct: Backend | undefined
  readonly tf: Tfjs | undefined
  readonly onnx: { readonly one: OnnxRuntime; readonly all: OnnxRuntime } | undefined
  readonly jax: JaxConvolution | undefined
  /** a smoke run: little work, and no numbers to keep */
  readonly quick: boolean
}

/** A row that has not been measured yet. */
export interface Benchmark {
  readonly group: string
  readonly name: string
  readonly measure: (engines: Engines) => Promise<Row>
}

/** How long one row may take. */
export const patienceOf = ({ quick }: Engines, milliseconds: number): Patience =>
  quick ? { milliseconds: 0, minimumRounds: 2, maximumRounds: 2 } : { milliseconds, minimumRounds: 3, maximumRounds: 40 }
