import { expect, test } from 'vitest'
import { startWebgl } from '../../lib/engine/webgl/startWebgl.js'
import { errorMessage } from '../../lib/errorMessage.js'

test('Node has no canvas, and is told what runs there', async () => {
  const started = await startWebgl()()
  expect(started).toMatchObject({ left: { _tag: 'BackendUnavailable', backend: 'webgl' } })
  expect('left' in started && errorMessage(started.left)).toBe(
    'the webgl backend cannot start: this host has no canvas to draw on, as pages and their workers have; startWasm runs here',
  )
})

test('an unknown option is named', () => {
  const given: object = { limit: 1 }
  expect(() => startWebgl(given)).toThrow('narrownet: startWebgl: unknown option limit, not one of limitBytes')
})
