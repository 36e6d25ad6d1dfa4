/** Maps [height, width, channels], one after the other, as [channels, height, width]. */
export const channelsFirst = (maps: Float32Array, count: number, channels: number): Float32Array => {
  const cells = maps.length / count / channels
  const result = new Float32Array(maps.length)
  for (let map = 0; map < count; map += 1)
    for (let cell = 0; cell < cells; cell += 1)
      for (let channel = 0; channel < channels; channel += 1)
        result[(map * channels + channel) * cells + cell] = maps[(map * cells + cell) * channels + channel] as number
  return result
}
