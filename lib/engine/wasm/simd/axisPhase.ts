/**
 * A convolution along one axis, as windows that slide over memory: which cells a window reads and which cells it writes.
 *
 * The forward pass is one phase. The input gradient of a convolution with stride s is s of them: the cells a, a + s, a + 2s, ... were read
 * only through the taps i with i = a + padding (mod s), so each phase is a plain convolution of the output gradient by those taps alone,
 * backwards, and no zero is multiplied.
 */
export interface AxisPhase {
  /** filter indices, in the order in which the window meets the source; none: the written cells are zero */
  readonly taps: readonly number[]
  /** the source cell at which the first window begins; negative: in the padding */
  readonly start: number
  /** the first cell written; the others follow `AxisWindows.targetStep` apart */
  readonly target: number
  readonly count: number
}

export interface AxisWindows {
  readonly phases: readonly AxisPhase[]
  /** cells from one window to the next */
  readonly sourceStep: number
  readonly targetStep: number
  /** cells of zeros before and after the source that windows reach into */
  readonly before: number
  readonly after: number
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)

const windows = (phases: readonly AxisPhase[], sourceSize: number, sourceStep: number, targetStep: number): AxisWindows => {
  const reading = phases.filter(({ taps }) => taps.length > 0)
  const end = ({ start, count, taps }: AxisPhase): number => start + (count - 1) * sourceStep + taps.length
  return {
    phases,
    sourceStep,
    targetStep,
    before: Math.max(0, ...reading.map(({ start }) => -start)),
    after: Math.max(0, ...reading.map((phase) => end(phase) - sourceSize)),
  }
}

/** Windows over the input that write the output. */
export const forwardWindows = (inputSize: number, outputSize: number, kernel: number, stride: number, padding: number): AxisWindows =>
  windows([{ taps: range(kernel), start: -padding, target: 0, count: outputSize }], inputSize, stride, 1)

/** Windows over the output gradient that write the input gradient. */
export const gradientWindows = (inputSize: number, outputSize: number, kernel: number, stride: number, padding: number): AxisWindows => {
  const phase = (cell: number): AxisPhase => {
    const first = (cell + padding) % stride
    const taps = range(kernel).filter((tap) => tap % stride === first)
    const last = (cell + padding - first) / stride
    return { taps: [...taps].reverse(), start: last - taps.length + 1, target: cell, count: Math.ceil((inputSize - cell) / stride) }
  }
  return windows(range(Math.min(stride, inputSize)).map(phase), outputSize, 1, stride)
}
