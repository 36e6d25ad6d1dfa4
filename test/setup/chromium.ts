import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firstProgram } from './firstProgram.js'

/** The Chromium to test with: `$CHROMIUM` if set, else Debian's. `undefined` where there is none (CHROMIUM=none): browser suites are then skipped. */
export const chromium: string | undefined = firstProgram(
  process.env.CHROMIUM === undefined ? ['/usr/bin/chromium', '/usr/bin/chromium-browser'] : [process.env.CHROMIUM],
)

/** Quiet, sandboxless (CI runs as root) and without the background traffic that a closed network refuses; WebGL by its software renderer. */
export const chromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  // for a test of what stays on the JavaScript heap
  '--js-flags=--expose-gc',
  '--enable-precise-memory-info',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

/** An empty profile folder: two runs at once must not share one. */
export const emptyProfile = (): string => mkdtempSync(join(tmpdir(), 'narrownet-chromium-'))
