/** The first channels of each row, as many as both have; what else a row of `target` has stays as it was. */
export const copyChannels = (source: Float32Array, target: Float32Array, rows: number, channels: number, targetChannels: number): void => {
  const count = Math.min(channels, targetChannels)
  for (let row = 0; row < rows; row += 1) {
    for (let c = 0; c < count; c += 1) target[row * targetChannels + c] = source[row * channels + c] as number
  }
}
