/** WebGL 2 as a `Store`: a context of our own, whose arrays are float32 textures; one draw runs one program into a new array. */
import { either as E } from 'fp-ts'
import { invariant, known } from '../../shape/invariant.js'
import { channelsOf, elementCount } from '../../shape/shape.js'
import type { EngineError } from '../engineError.js'
import { raise, raised } from '../engineFailure.js'
import type { Buffer, Store } from '../store.js'
import { nextTask } from '../turn.js'
import { bindingsOn } from './bindings.js'
import { compiledPrograms } from './compiledPrograms.js'
import type { Program } from './program.js'
import { bytesOfSize, packed, quadsOf, sizeFor, texelsOf, unpacked } from './texelLayout.js'
import type { Texture } from './texture.js'
import { texturePool } from './texturePool.js'

/** The textures of one context, and what draws into them. */
export interface Textures extends Store {
  /** What the program writes: new arrays of one shape; inputs, uniforms and outputs in the program's order. */
  readonly draw: (program: Program, inputs: readonly Buffer[], shape: readonly number[], uniforms: readonly number[]) => readonly Buffer[]
  /** Now, instead of when it is first drawn. */
  readonly compile: (program: Program) => void
  readonly isCompiled: (program: Program) => boolean
  /** how many arrays a program may write at once */
  readonly outputs: number
  readonly isLost: () => boolean
  /** What there is on the context: textures (used or to be used again), their bytes, and compiled programs. */
  readonly counts: () => { readonly textures: number; readonly bytes: number; readonly usedBytes: number; readonly programs: number }
}

const lost: EngineError = { _tag: 'ContextLost', backend: 'webgl' }

/** The textures of a context that nobody else uses. */
export const texturesOn = (
  gl: WebGL2RenderingContext,
  limitBytes: number,
  largestSide: number = gl.getParameter(gl.MAX_TEXTURE_SIZE),
): Textures => {
  const bindings = bindingsOn(gl)
  const pool = texturePool(gl, limitBytes, bindings)
  const held = new WeakMap<object, { readonly texture: Texture; references: number }>()

  /** A lost context does nothing and says nothing: it must be asked. */
  const checkContext = (): void => {
    if (gl.isContextLost()) raise(lost)
  }
  const programs = compiledPrograms(gl, bindings, checkContext)
  /** By name, since the last read: WebGL tells of an error only when it is asked, and asking makes the GPU's process answer. */
  const drawn = new Set<string>()

  const heldBy = ({ dataId }: Buffer) => held.get(dataId) ?? invariant('a texture was used after its end')
  const made = (shape: readonly number[]): Buffer => {
    checkContext()
    const dataId = {}
    held.set(dataId, { texture: pool.take(sizeFor(texelsOf(shape), largestSide)), references: 1 })
    return { dataId, shape }
  }

  const write: Textures['write'] = (values, shape) => {
    const buffer = made(shape)
    const { texture, columns } = heldBy(buffer).texture
    const texels = packed(values, shape)
    const whole = Math.floor(texels.length / 4 / columns)
    const rest = texels.length / 4 - whole * columns
    gl.activeTexture(gl.TEXTURE0)
    bindings.read(0, texture)
    if (whole > 0) gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, columns, whole, gl.RGBA, gl.FLOAT, texels, 0)
    if (rest > 0) gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, whole, rest, 1, gl.RGBA, gl.FLOAT, texels, 4 * whole * columns)
    return buffer
  }

  const draw: Textures['draw'] = (program, inputs, shape, values) => {
    const outputs = program.outputs.map(() => made(shape))
    const targets = outputs.map((output) => heldBy(output).texture)
    const target = known(targets[0])
    const compiled = programs.of(program)
    bindings.use(compiled.linked)
    bindings.drawInto(targets)
    gl.viewport(0, 0, target.columns, target.rows)
    compiled.output.shift(Math.log2(target.columns))
    compiled.output.quads(quadsOf(shape))
    compiled.output.channels(shape.length === 0 ? 1 : channelsOf(shape))
    inputs.forEach((input, unit) => {
      const { texture, columns } = heldBy(input).texture
      bindings.read(unit, texture)
      compiled.inputs[unit]?.shift(Math.log2(columns))
      compiled.inputs[unit]?.quads(quadsOf(input.shape))
    })
    values.forEach((value, index) => compiled.uniforms[index]?.(value))
    gl.drawArrays(gl.TRIANGLES, 0, 3)
    drawn.add(program.name)
    return outputs
  }

  /** Resolves when the GPU has done all that it was told so far. */
  const finished = async (): Promise<void> => {
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)
    gl.flush()
    for (;;) {
      checkContext()
      const status = fence === null ? gl.WAIT_FAILED : gl.clientWaitSync(fence, 0, 0)
      if (status === gl.WAIT_FAILED) raise(lost)
      if (status !== gl.TIMEOUT_EXPIRED) break
      await nextTask()
    }
    gl.deleteSync(fence)
  }

  const readAll = async (buffers: readonly Buffer[], into: readonly Float32Array[] | undefined): Promise<readonly Float32Array[]> => {
    checkContext()
    const sizes = buffers.map((buffer) => bytesOfSize(heldBy(buffer).texture))
    const pixels = gl.createBuffer()
    try {
      gl.bindBuffer(gl.PIXEL_PACK_BUFFER, pixels)
      gl.bufferData(
        gl.PIXEL_PACK_BUFFER,
        sizes.reduce((sum, size) => sum + size, 0),
        gl.STREAM_READ,
      )
      const offsets = sizes.map((_size, at) => sizes.slice(0, at).reduce((sum, size) => sum + size, 0))
      buffers.forEach((buffer, at) => {
        const { texture } = heldBy(buffer)
        bindings.drawInto([texture])
        gl.readPixels(0, 0, texture.columns, texture.rows, gl.RGBA, gl.FLOAT, offsets[at] ?? 0)
      })
      gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null)
      await finished()
      gl.bindBuffer(gl.PIXEL_PACK_BUFFER, pixels)
      const values = buffers.map(({ shape }, at) => {
        const texels = new Float32Array(4 * texelsOf(shape))
        gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, offsets[at] ?? 0, texels)
        return unpacked(texels, shape, into?.[at] ?? new Float32Array(elementCount(shape)))
      })
      // The output of a draw that failed holds what its texture held before.
      const error = gl.getError()
      const programsDrawn = [...drawn].join(', ')
      drawn.clear()
      checkContext()
      if (error !== gl.NO_ERROR) invariant(`WebGL reports error ${error} of one of these programs: ${programsDrawn}`)
      return values
    } finally {
      gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null)
      gl.deleteBuffer(pixels)
    }
  }

  return {
    name: 'webgl',
    limitBytes,
    // the texels of an array must fit into one texture
    arrayLimitBytes: 16 * largestSide * largestSide,
    bytesOf: (shape) => bytesOfSize(sizeFor(texelsOf(shape), largestSide)),
    // how much memory a GPU has left it does not tell
    hasRoomFor: () => {
      checkContext()
      return true
    },
    write,
    filled: (shape, fill) => {
      const values = new Float32Array(elementCount(shape))
      fill(values)
      return write(values, shape)
    },
    read: (buffers, into) => async () => {
      try {
        return E.right(buffers.length === 0 ? [] : await readAll(buffers, into))
      } catch (thrown) {
        const error = raised(thrown)
        if (error === undefined) throw thrown
        return E.left(error)
      }
    },
    retain: (buffer) => {
      heldBy(buffer).references += 1
    },
    free: (buffer) => {
      const holding = heldBy(buffer)
      holding.references -= 1
      if (holding.references === 0) pool.giveBack(holding.texture)
    },
    draw,
    compile: (program) => {
      checkContext()
      programs.of(program)
    },
    isCompiled: programs.has,
    outputs: gl.getParameter(gl.MAX_DRAW_BUFFERS),
    isLost: () => gl.isContextLost(),
    counts: () => ({ ...pool.counts(), programs: programs.count() }),
  }
}
