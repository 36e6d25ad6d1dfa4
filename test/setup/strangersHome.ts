import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')
const run = promisify(execFile)

export interface StrangersHome {
  readonly path: string
  /** The archive that `npm pack` makes. */
  readonly archive: string
  /** The package, unpacked. */
  readonly installed: string
  readonly leave: () => void
}

/**
 * A stranger's project: our package as `npm pack` makes it, and what is in test/consumer. Installed as pnpm does, which is stricter than npm: the
 * package sees its declared dependencies and nothing else, the project sees what it asked for (`own`) and nothing else.
 */
export const strangersHome = async (own: readonly string[]): Promise<StrangersHome> => {
  const path = mkdtempSync(join(tmpdir(), 'narrownet-consumer-'))
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', path], {
    cwd: root,
    env: { ...process.env, npm_config_loglevel: 'error' },
    shell: process.platform === 'win32',
    maxBuffer: 1 << 26,
  })
  const archive = join(path, JSON.parse(stdout)[0].filename)
  const modules = join(path, 'node_modules')
  const store = join(modules, '.store/narrownet/node_modules')
  const link = (folder: string, name: string, target = join(root, 'node_modules', name)): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    symlinkSync(target, join(folder, name), 'junction')
  }
  mkdirSync(store, { recursive: true })
  await run('tar', ['-xzf', archive, '-C', store])
  const installed = join(store, 'narrownet')
  renameSync(join(store, 'package'), installed)
  for (const name of Object.keys(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')).dependencies)) link(store, name)
  link(modules, 'narrownet', installed)
  for (const name of own) link(modules, name)
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name: 'stranger', private: true, type: 'module' }))
  cpSync(join(root, 'test/consumer'), path, { recursive: true })
  return { path, archive, installed, leave: () => rmSync(path, { recursive: true, force: true }) }
}
