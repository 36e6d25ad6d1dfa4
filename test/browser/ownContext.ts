import { either as E } from 'fp-ts'
import type { Backend } from '../../lib/engine/backend.js'
import { backendOn } from '../../lib/engine/backendOn.js'
import { newContext } from '../../lib/engine/webgl/context.js'
import { type Textures, texturesOn } from '../../lib/engine/webgl/textures.js'
import { webglEngine } from '../../lib/engine/webgl/webglEngine.js'

/** A WebGL backend on a context of its own, which a test may look into and lose. */
export interface OwnContext {
  readonly backend: Backend
  readonly gl: WebGL2RenderingContext
  readonly counts: Textures['counts']
  /** As a driver's reset does, or a seventeenth context. */
  readonly lose: () => void
}

/** With `largestSide`, as on a GPU whose textures are no larger. */
export const ownContext = (limitBytes = 2 ** 31, largestSide?: number, engine = webglEngine): OwnContext => {
  const context = newContext()
  if (E.isLeft(context)) throw new Error(context.left)
  const gl = context.right
  const textures = texturesOn(gl, limitBytes, largestSide)
  return {
    backend: backendOn(textures, engine),
    gl,
    counts: textures.counts,
    lose: () => gl.getExtension('WEBGL_lose_context')?.loseContext(),
  }
}
