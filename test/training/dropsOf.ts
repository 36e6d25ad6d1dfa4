import type { Schedule } from '../../lib/training/schedule.js'

/** The epochs before which a fit's learning rate falls. */
export const dropsOf = ({
  epochs,
  learningRate,
}: {
  readonly epochs: number
  readonly learningRate: number | Schedule
}): readonly number[] => {
  if (typeof learningRate === 'number') return []
  const rates = Array.from({ length: epochs }, (_, epoch) => learningRate({ epoch, epochs, step: 0, stepsPerEpoch: 1 }))
  return rates.flatMap((rate, epoch) => (epoch > 0 && rate < rates[epoch - 1]! ? [epoch] : []))
}
