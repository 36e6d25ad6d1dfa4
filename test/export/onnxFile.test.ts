import { expect, test } from 'vitest'
import { onnxFile } from '../../lib/export/onnxFile.js'

test('a file, byte for byte', () => {
  const relu = { operation: 'Relu', inputs: ['input'], output: 'y', attributes: {} }
  // ir_version 8; the producer; a graph: one node (input, output, name, type), its name, what goes in and out; opset 17; metadata
  const expected =
    '080812096e6172726f776e65743a49' +
    '0a130a05696e7075741201791a0179220452656c75' +
    '12076e6574776f726b' +
    '5a180a05696e707574120f0a0d080112090a0712056261746368' +
    '620f0a0179120a0a08080112040a020802' +
    '42021011' +
    '72080a036366671201'
  const file = onnxFile(
    { nodes: [relu], constants: [], input: { name: 'input', shape: ['batch'] }, output: { name: 'y', shape: [2] } },
    { cfg: '1' },
  )
  expect(Buffer.from(file).toString('hex')).toBe(`${expected}31`)
})
