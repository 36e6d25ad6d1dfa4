/** How many generated cases a suite runs: as many as `NARROWNET_HOSTILE_RUNS` says for a long run, else few enough for every day. */
export const cases = (everyDay: number): number => {
  const { process } = globalThis as { readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> } }
  return Number(process?.env?.NARROWNET_HOSTILE_RUNS ?? everyDay)
}
