import * as t from 'io-ts'
import { exactly } from './exactly.js'

const numbers = t.readonlyArray(t.number, 'numbers')

/** Means and deviations of channels, as files have them; what else stands there would be another normalization. */
export const normalizationCodec = exactly('means and deviations', { mean: numbers, deviation: numbers })
