import * as t from 'io-ts'

const numbers = t.readonlyArray(t.number, 'numbers')

/** Means and deviations of channels, as files have them. */
export const normalizationCodec = t.type({ mean: numbers, deviation: numbers }, 'means and deviations')
