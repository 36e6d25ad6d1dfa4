/** An axis as vega-lite takes it in an encoding. */
import type { Axis } from './chart.js'

/** Whether a tick is a power of ten. */
const power = 'abs(log(datum.value) / LN10 - round(log(datum.value) / LN10)) < 1e-9'

export const channel = ({ label, format, scale = 'linear', domain, ticks, whole = false }: Axis) => ({
  title: label,
  scale: {
    type: scale,
    ...(scale === 'log' ? {} : { zero: false, nice: domain === undefined }),
    ...(domain === undefined ? {} : { domain: [...domain], clamp: true }),
  },
  axis: {
    tickCount: 6,
    ...(format === undefined ? {} : { format }),
    ...(whole ? { tickMinStep: 1, format: 'd' } : {}),
    ...(ticks === undefined ? {} : { values: [...ticks] }),
    // A logarithm's ticks are many.
    ...(scale === 'log' ? { gridOpacity: { condition: { test: power, value: 1 }, value: 0.35 } } : {}),
  },
})
