/** Norm of the difference / norm of the reference, over all arrays together. */
export const relativeDifference = (
  found: Readonly<Record<string, ArrayLike<number>>>,
  reference: Readonly<Record<string, ArrayLike<number>>>,
): number => {
  const sums = Object.entries(reference).reduce(
    ({ difference, norm }, [name, values]) =>
      Array.from(values).reduce(
        (sum, value, at) => ({
          difference: sum.difference + (value - (found[name]?.[at] ?? Number.NaN)) ** 2,
          norm: sum.norm + value ** 2,
        }),
        { difference, norm },
      ),
    { difference: 0, norm: 0 },
  )
  return Math.sqrt(sums.difference / sums.norm)
}
