/** The inverse of `cifar10Dataset` and `cifar100Dataset`: each image's labels, then its planes. `values` are [count, 32, 32, 3]. */
export const encodeCifar = (labels: readonly (readonly number[])[], values: Uint8Array): Uint8Array =>
  Uint8Array.from(
    labels.flatMap((ofImage, image) => {
      const pixels = [...values.subarray(image * 3072, (image + 1) * 3072)]
      return [...ofImage, ...[0, 1, 2].flatMap((channel) => pixels.filter((_unused, at) => at % 3 === channel))]
    }),
  )
