import { mkdtempSync, rmSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { embeddedGrid } from '../../examples/reproductions/embeddedGrid.js'
import type { GridReport } from '../../examples/reproductions/grid.js'
import { runId } from '../../examples/reproductions/run.js'
import { type ThreadWatch, watchThreads } from '../setup/watchedThreads.js'
import { long } from './grids/gridRuns.js'

/** As it is built: a thread is started from a file beside it. */
const built = fileURLToPath(new URL('../../dist/examples/reproductions/embeddedGrid.js', import.meta.url))
const place = { folder: '' }
let watch: ThreadWatch

beforeEach(() => {
  place.folder = mkdtempSync(join(tmpdir(), 'narrownet-threads-'))
  watch = watchThreads()
  syncBuiltinESMExports()
})
afterEach(() => {
  watch.stop()
  syncBuiltinESMExports()
  rmSync(place.folder, { recursive: true, force: true })
})

/** A grid of one run, whose thread dies when it is first heard of, so many times; and how many threads there were. */
const withDeaths = async (deaths: number): Promise<{ readonly report: GridReport; readonly threads: number }> => {
  const { embeddedGrid: grid } = (await import(built)) as { readonly embeddedGrid: typeof embeddedGrid }
  const folders = { records: join(place.folder, 'records'), work: join(place.folder, 'work') }
  const report = await grid({ folders, data: { mnist: undefined, cifar10: undefined }, commit: 'a test' }, 1)([long], {
    signal: new AbortController().signal,
    on: (event) => {
      const count = watch.threads().length
      if (event._tag === 'tidings' && count <= deaths) void watch.threads()[count - 1]?.worker.terminate()
    },
  })
  return { report, threads: watch.threads().length }
}

describe('threads that carry out runs', () => {
  test('one that dies is replaced', async () => {
    expect(await withDeaths(2)).toEqual({ report: { done: [runId(long)], cameToNothing: [], failed: [], left: [] }, threads: 3 })
  })

  test('a run whose thread dies three times has failed', async () => {
    const why = 'its thread died 3 times: it ended with code 1'
    expect(await withDeaths(3)).toEqual({
      report: { done: [], cameToNothing: [], failed: [{ id: runId(long), why }], left: [] },
      threads: 3,
    })
  })
})
