/** As much of jax-js as is used here; it is no dependency, so its own types are not there. */

/** An array that is used up by what takes it. */
export interface JaxArray {
  readonly ref: JaxArray
  readonly shape: readonly number[]
  readonly reshape: (shape: readonly number[]) => JaxArray
  readonly add: (other: JaxArray | number) => JaxArray
  readonly sub: (other: JaxArray) => JaxArray
  readonly mul: (other: JaxArray | number) => JaxArray
  readonly div: (other: JaxArray) => JaxArray
  readonly data: () => Promise<Float32Array>
  readonly dispose: () => void
}

type Arrays = readonly JaxArray[]
export type JaxLoss = (parameters: Arrays, x: JaxArray, wanted: JaxArray) => JaxArray
type Computation = (...arrays: Arrays) => JaxArray
type Step = (
  parameters: Arrays,
  velocities: Arrays,
  x: JaxArray,
  wanted: JaxArray,
) => readonly [loss: JaxArray, parameters: Arrays, velocities: Arrays]
interface Reduced {
  readonly keepdims?: boolean
}

/** As much of jax-js as is used here. Each function takes its arrays over: who needs one twice passes `ref`. */
export interface Jax {
  readonly init: (device: string) => Promise<readonly string[]>
  readonly defaultDevice: (device: string) => void
  readonly grad: (body: Computation) => Computation
  readonly jit: (body: Step) => Step & { readonly dispose: () => void }
  readonly valueAndGrad: (
    body: JaxLoss,
  ) => (parameters: Arrays, x: JaxArray, wanted: JaxArray) => readonly [loss: JaxArray, gradients: Arrays]
  readonly nn: { readonly relu: (x: JaxArray) => JaxArray; readonly logSoftmax: (x: JaxArray, axis: number) => JaxArray }
  readonly lax: {
    readonly convGeneralDilated: (
      x: JaxArray,
      filter: JaxArray,
      strides: readonly number[],
      pads: readonly (readonly number[])[],
    ) => JaxArray
  }
  readonly numpy: {
    readonly array: (from: Float32Array) => JaxArray
    readonly dot: (x: JaxArray, y: JaxArray) => JaxArray
    readonly max: (x: JaxArray, axis: readonly number[]) => JaxArray
    readonly mean: (x: JaxArray, axis: readonly number[], options?: Reduced) => JaxArray
    readonly sqrt: (x: JaxArray) => JaxArray
    readonly square: (x: JaxArray) => JaxArray
    readonly sum: (x: JaxArray) => JaxArray
  }
}
