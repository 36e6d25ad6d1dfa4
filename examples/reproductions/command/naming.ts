/** What people call a run: 'network-slimming/vgg19: fine-tuned, seed 1'. */
import { type Run, runId } from '../run.js'
import type { Preset, Study } from '../study.js'

/** The first row that names a run names it; what none names is shared and stands under what needs it. */
export const namesOf = (studies: readonly Study[], preset: Preset, seeds: number): ((id: string) => string) => {
  const names = new Map<string, string>()
  for (const study of studies)
    for (const { name, task } of study.lines(preset))
      for (let seed = 0; seed < seeds; seed += 1) {
        const run: Run = { seed, task }
        const id = runId(run)
        if (!names.has(id)) names.set(id, `${study.name}: ${name}, seed ${seed}`)
      }
  return (id) => names.get(id) ?? `run ${id}`
}
