interface Samples {
  readonly input: { readonly values: Float32Array }
  readonly labels: Uint16Array
}

/** Accuracy on `test` of multinomial logistic regression trained on `train` by plain gradient descent in float64, in the order given. */
export const softmaxRegression = (
  train: Samples,
  test: Samples,
  options: { readonly classes: number; readonly epochs: number; readonly batchSize: number; readonly learningRate: number },
): number => {
  const { classes, epochs, batchSize, learningRate } = options
  const features = train.input.values.length / train.labels.length
  const weights = Array.from({ length: classes }, () => new Float64Array(features + 1))
  const scores = ({ input }: Samples, sample: number): readonly number[] =>
    weights.map((row) => {
      let sum = row[features] ?? 0
      for (let feature = 0; feature < features; feature += 1) sum += (row[feature] ?? 0) * (input.values[sample * features + feature] ?? 0)
      return sum
    })
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (let start = 0; start + batchSize <= train.labels.length; start += batchSize) {
      const errors = Array.from({ length: batchSize }, (_, offset) => {
        const found = scores(train, start + offset)
        const largest = Math.max(...found)
        const exponentials = found.map((score) => Math.exp(score - largest))
        const total = exponentials.reduce((sum, value) => sum + value, 0)
        return exponentials.map((value, label) => value / total - (label === train.labels[start + offset] ? 1 : 0))
      })
      weights.forEach((row, label) => {
        for (let offset = 0; offset < batchSize; offset += 1) {
          const step = (learningRate * (errors[offset]?.[label] ?? 0)) / batchSize
          const from = (start + offset) * features
          for (let feature = 0; feature < features; feature += 1)
            row[feature] = (row[feature] ?? 0) - step * (train.input.values[from + feature] ?? 0)
          row[features] = (row[features] ?? 0) - step
        }
      })
    }
  }
  const right = test.labels.filter((label, sample) => {
    const found = scores(test, sample)
    return found.indexOf(Math.max(...found)) === label
  })
  return right.length / test.labels.length
}
