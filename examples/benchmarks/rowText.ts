/** A row as a line for the terminal. */
import type { Row } from './row.js'

const digits = (value: number, places = value < 10 ? 2 : value < 100 ? 1 : 0): string => value.toFixed(places)

/** "conv 3x3 ...  1.23 ms (+-4 %)  33.1 GFLOP/s, 95 % of arithmetic (34.8); 1.4x stock tfjs". */
export const rowText = ({ group, name, own, ratios, gigaflops, ceiling, stream, bound }: Row): string => {
  const spread = Math.round((50 * (own.upper - own.lower)) / own.median)
  const limit = bound.by === 'arithmetic' ? `arithmetic, ${digits(ceiling)} GFLOP/s` : `memory, ${digits(stream)} GB/s`
  const compared = Object.entries(ratios).map(([peer, ratio]) => `${digits(ratio)}x ${peer}`)
  return [
    `${group} ${name}`.padEnd(48),
    `${digits(own.median)} ms +-${spread} %`.padStart(18),
    (gigaflops === undefined ? '' : `${digits(gigaflops)} GFLOP/s`).padStart(15),
    `${Math.round(100 * bound.share)} % of ${limit}`.padStart(32),
    compared.join(', '),
  ].join('  ')
}
