/** From data to pixels: a scale and its ticks. */

export interface Scale {
  /** position of a value in pixels */
  readonly at: (value: number) => number
  readonly ticks: readonly number[]
}

/** Round steps (1, 2 or 5 times a power of ten) inside [from, to], about as many as asked for. */
export const linearTicks = (from: number, to: number, about: number): readonly number[] => {
  if (!(to > from)) return [from]
  const rough = (to - from) / Math.max(1, about)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10)
  const first = Math.ceil(from / step - 1e-9)
  const count = Math.floor(to / step + 1e-9) - first + 1
  // Divided, not multiplied, where the step is a fraction: 3 / 10 is 0.3, and 3 * 0.1 is not.
  return Array.from({ length: count }, (_, index) => (step < 1 ? (first + index) / Math.round(1 / step) : (first + index) * step))
}

export const linearScale = (domain: readonly [number, number], range: readonly [number, number], about = 5): Scale => {
  const [from, to] = domain
  const [start, end] = range
  const span = to > from ? to - from : 1
  return { at: (value) => start + ((value - from) / span) * (end - start), ticks: linearTicks(from, to, about) }
}

/** Each power of ten from the one below the least value to the one above the greatest; what is below it, 0 too, is drawn at its edge. */
export const logScale = (domain: readonly [number, number], range: readonly [number, number]): Scale => {
  const low = Math.floor(Math.log10(domain[0]) + 1e-9)
  const high = Math.max(low + 1, Math.ceil(Math.log10(domain[1]) - 1e-9))
  const inner = linearScale([low, high], range)
  return {
    at: (value) => inner.at(Math.log10(Math.max(value, 10 ** low))),
    ticks: Array.from({ length: high - low + 1 }, (_, index) => Number(`1e${low + index}`)),
  }
}
