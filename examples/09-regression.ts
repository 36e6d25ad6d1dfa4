/**
 * A network that learns numbers instead of classes: prices of houses, drawn here. How good it is, an error says that float64 arithmetic reaches too; what is
 * shipped of it is a `Regression`, which answers raw samples in the unit of its targets.
 */
import { function as F } from 'fp-ts'
import {
  adam,
  cosine,
  decodeRegression,
  encodeRegression,
  evaluate,
  input,
  key,
  l1Norm,
  linear,
  narrow,
  orThrow,
  regress,
  regressionOf,
  sequential,
  splitAt,
  startWasm,
  tanh,
  targetDataset,
  train,
  vectors,
} from 'narrownet'

const smoke = process.env.NARROWNET_SMOKE === '1'
const backend = orThrow(await startWasm()())

// Size in square meters, age in years, distance to the station in km: numbers as they come, each in its own unit.
const count = smoke ? 300 : 1200
const drawn = (at: number): number => (Math.abs(Math.sin(at * 12.9898)) * 43758.5453) % 1
const houses = Array.from(
  { length: count },
  (_, at) => [40 + 160 * drawn(3 * at + 1), 80 * drawn(3 * at + 2), 12 * drawn(3 * at + 3)] as const,
)
// What a square meter costs falls with the distance, which no sum of the three numbers says. In millions: targets are not normalized, so bring them near 1.
const price = ([size, age, distance]: readonly [number, number, number], at: number): number =>
  0.1 + 0.004 * size * (1 - 0.06 * distance) - 0.001 * age + 0.02 * (drawn(7 * at) - 0.5)
const prices = houses.map(price)

// Inputs are normalized by the data set's own means and deviations; the type says that the answers are vectors of one number.
const samples = orThrow(targetDataset({ shape: [3], values: Float32Array.from(houses.flat()), targets: vectors([1], prices) }))
const [training, test] = orThrow(splitAt(0.8 * count)(samples))

// First a line through the data: one linear layer. Its best error has a closed form, which float64 solves.
const options = { epochs: smoke ? 40 : 60, batchSize: 32, learningRate: cosine({ rate: 0.01 }), optimizer: adam(), key: key(1) }
const line = orThrow(await train(backend, sequential(input(3), linear(3, 1))(key(0)), training, options)())

/** The least squares of prices by [size, age, distance, 1], from the normal equations by elimination. */
const leastSquares = (rows: readonly (readonly number[])[], wanted: readonly number[]): readonly number[] => {
  const dot = (one: (row: number) => number, other: (row: number) => number): number =>
    rows.reduce((sum, _row, at) => sum + one(at) * other(at), 0)
  const column =
    (at: number) =>
    (row: number): number =>
      rows[row]?.[at] ?? 1
  const places = [0, 1, 2, 3]
  const system = places.map((at) => [...places.map((other) => dot(column(at), column(other))), dot(column(at), (row) => wanted[row] ?? 0)])
  const reduced = places.reduce((left, at) => {
    const pivot = left[at]?.map((value) => value / (left[at]?.[at] ?? 1)) ?? []
    return left.map((row, place) => (place === at ? pivot : row.map((value, place) => value - (row[at] ?? 0) * (pivot[place] ?? 0))))
  }, system)
  return reduced.map((row) => row[4] ?? 0)
}
const learned = 0.8 * count
const [bySize = 0, byAge = 0, byDistance = 0, base = 0] = leastSquares(houses.slice(0, learned), prices.slice(0, learned))
const ofLine = ([size, age, distance]: readonly [number, number, number]): number =>
  bySize * size + byAge * age + byDistance * distance + base
const reference = houses.slice(0, learned).reduce((sum, house, at) => sum + (ofLine(house) - (prices[at] ?? 0)) ** 2, 0) / learned

const { meanSquaredError } = orThrow(await evaluate(backend, line, training)())
console.log(`a line: squared error ${meanSquaredError.toExponential(3)}, of least squares in float64 ${reference.toExponential(3)}`)

// A hidden layer bends the line. The compiler counts with the answers: a network of two numbers does not go with these.
const bent = sequential(input(3), linear(3, 32), tanh, linear(32, 1))(key(0))
const trained = orThrow(await train(backend, bent, training, options)())
// @ts-expect-error "the network gives [2] but the data set's vectors are [1]"
export const wrong = () => train(backend, sequential(input(3), linear(3, 2))(key(0)), training, options)

// It is pruned as any other network: half of its neurons, then a few epochs more.
const slim = orThrow(await train(backend, F.pipe(trained, narrow(l1Norm, [16])), training, options)())
for (const [name, network] of [
  ['line', line],
  ['32 neurons', trained],
  ['16 of them', slim],
] as const) {
  const { meanAbsoluteError, r2 } = orThrow(await evaluate(backend, network, test)())
  console.log(`${name}: off by ${(1000 * meanAbsoluteError).toFixed(1)} thousand on houses it has not seen, R² ${r2.toFixed(3)}`)
}

// What is shipped knows how its inputs were normalized, in one file; it is asked in square meters, years and kilometers.
const shipped = orThrow(decodeRegression(encodeRegression(orThrow(regressionOf(slim, training)))))
const { values } = orThrow(await regress(backend, shipped, Float32Array.of(120, 10, 2, 120, 10, 9))())
console.log(`120 square meters 2 km from the station: ${values[0]?.toFixed(3)} million; 9 km: ${values[1]?.toFixed(3)} million`)
