import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { either as E } from 'fp-ts'
import { afterAll, describe, expect, test } from 'vitest'
import { errorMessage } from '../../lib/errorMessage.js'
import { writeWhole } from '../../lib/node/writeWhole.js'
import { builtPackage } from '../setup/builtPackage.js'

const home = mkdtempSync(join(tmpdir(), 'narrownet-write-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))
const folder = (name: string): string => {
  mkdirSync(join(home, name))
  return join(home, name)
}
const posix = process.platform !== 'win32'
/** for programs of their own, in quotes */
const writeWholeModule = JSON.stringify(new URL('../../dist/lib/node/index.js', import.meta.url).href)

describe('writeWhole', () => {
  test('writes bytes and texts, makes folders, replaces, and leaves nothing else', async () => {
    const at = join(folder('plain'), 'new/deep')
    for (const contents of [Uint8Array.of(1, 2, 3), 'text é', new Uint8Array(0), new Uint8Array(1 << 20).fill(7)]) {
      expect(await writeWhole(join(at, 'file'), contents)()).toEqual(E.right(undefined))
      expect(new Uint8Array(readFileSync(join(at, 'file')))).toEqual(
        typeof contents === 'string' ? new TextEncoder().encode(contents) : contents,
      )
    }
    const shared = new Uint8Array(new SharedArrayBuffer(3)).fill(5)
    expect(await writeWhole(join(at, 'file'), shared)()).toEqual(E.right(undefined))
    expect([...readFileSync(join(at, 'file'))]).toEqual([5, 5, 5])
    expect(readdirSync(at)).toEqual(['file'])
  })

  test.runIf(posix)('keeps the mode of what it replaces; a link stays a link', async () => {
    const at = folder('modes')
    writeFileSync(join(at, 'file'), 'old')
    chmodSync(join(at, 'file'), 0o640)
    symlinkSync('file', join(at, 'link'))
    expect(await writeWhole(join(at, 'link'), 'new')()).toEqual(E.right(undefined))
    expect(readFileSync(join(at, 'file'), 'utf8')).toBe('new')
    expect(statSync(join(at, 'file')).mode & 0o7777).toBe(0o640)
    expect(readdirSync(at, { withFileTypes: true }).map((entry) => [entry.name, entry.isSymbolicLink()])).toEqual([
      ['file', false],
      ['link', true],
    ])
  })

  test.runIf(posix)('follows a link to what is not there yet', async () => {
    const at = folder('dangling')
    mkdirSync(join(at, 'real'))
    symlinkSync('real/file', join(at, 'link'))
    symlinkSync('link', join(at, 'link to it'))
    symlinkSync('endless', join(at, 'endless'))
    expect(await writeWhole(join(at, 'link to it'), 'new')()).toEqual(E.right(undefined))
    expect(readFileSync(join(at, 'real/file'), 'utf8')).toBe('new')
    expect(readdirSync(at, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink())).toHaveLength(3)
    expect(E.isLeft(await writeWhole(join(at, 'endless'), 'new')())).toBe(true)
  })

  test.runIf(posix)('is written into a folder that its user may write but not list', async () => {
    await builtPackage()
    const box = mkdtempSync(join(tmpdir(), 'narrownet-box-'))
    const user = process.getuid?.() === 0 ? { uid: 65_534 } : {} // who is root lists every folder
    if (user.uid !== undefined) chownSync(box, user.uid, user.uid)
    chmodSync(box, 0o300)
    try {
      const program = `import { writeWhole } from ${writeWholeModule}; console.log((await writeWhole(${JSON.stringify(join(box, 'file'))}, 'new')())._tag)`
      expect(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8', ...user })).toBe('Right\n')
      chmodSync(box, 0o700)
      expect(readFileSync(join(box, 'file'), 'utf8')).toBe('new')
    } finally {
      rmSync(box, { recursive: true, force: true })
    }
  })

  test('is written where another process removes or replaces what stood there, at any moment', async () => {
    const path = join(folder('contended'), 'file')
    let writing = true
    const removing = (async () => {
      while (writing) await rm(path, { force: true })
    })()
    const both = await Promise.all(
      ['one', 'other'].map(async (contents) => {
        const written = []
        for (let at = 0; at < 60; at += 1) written.push(await writeWhole(path, contents)())
        return written
      }),
    )
    writing = false
    await removing
    expect(both.flat().filter(E.isLeft)).toEqual([])
  })

  test('what cannot be written is a Left, what stood there still stands, no part is left', async () => {
    const at = folder('refused')
    mkdirSync(join(at, 'folder'))
    writeFileSync(join(at, 'file'), 'old')
    const refused = async (path: string): Promise<string> => E.match(errorMessage, () => 'written')(await writeWhole(path, 'new')())
    expect(await refused(join(at, 'folder'))).toBe(`${join(at, 'folder')} was not written: what stands there is not an ordinary file`)
    expect(await refused(join(at, 'file', 'inside'))).toMatch(/ was not written: (ENOTDIR|EEXIST)/)
    if (posix) {
      execFileSync('mkfifo', [join(at, 'pipe')])
      expect(await refused(join(at, 'pipe'))).toContain('not an ordinary file')
      expect(await refused('/dev/full')).toContain('not an ordinary file')
      expect(statSync(join(at, 'pipe')).isFIFO()).toBe(true)
    }
    expect(() => writeWhole(join(at, 'file'), 7 as never)).toThrow('narrownet: writeWhole: contents is 7, not a string or a Uint8Array')
    expect(readFileSync(join(at, 'file'), 'utf8')).toBe('old')
    expect(readdirSync(at).toSorted()).toEqual(posix ? ['file', 'folder', 'pipe'] : ['file', 'folder'])
  })

  test('a process killed at any moment leaves the old file or the new one, whole', async () => {
    await builtPackage()
    const path = join(folder('killed'), 'checkpoint')
    const size = 1 << 22
    writeFileSync(path, new Uint8Array(size))
    const program = `import { writeWhole } from ${writeWholeModule}
for (let at = 1; ; at += 1) { await writeWhole(${JSON.stringify(path)}, new Uint8Array(${size}).fill(at))(); process.stdout.write('.') }`
    const writing = async (): Promise<ChildProcess> => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
      await new Promise((resolve) => child.stdout.once('data', resolve))
      return child
    }
    for (let kill = 0; kill < 12; kill += 1) {
      const child = await writing()
      await new Promise((resolve) => setTimeout(resolve, kill * 3))
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await gone
      const found = readFileSync(path)
      expect(found.length).toBe(size)
      expect(new Set(found).size).toBe(1)
    }
  })
})
