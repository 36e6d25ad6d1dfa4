/** Peers that are no dependencies of the library: installed beside the benchmarks when they are first run. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Install what is missing, exactly as the lockfile has it and without running its scripts; false where that fails. */
export const installPeers = (folder: string): boolean => {
  if (existsSync(join(folder, 'node_modules/onnxruntime-web')) && existsSync(join(folder, 'node_modules/@jax-js/jax'))) return true
  process.stderr.write('installing onnxruntime-web and jax-js for the benchmarks (once)\n')
  try {
    execFileSync('npm', ['ci', '--ignore-scripts', '--prefix', folder], { stdio: ['ignore', 'ignore', 'inherit'] })
    return true
  } catch {
    process.stderr.write('they could not be installed: their columns stay empty\n')
    return false
  }
}
