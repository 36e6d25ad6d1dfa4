/** Where a GPU's time goes: each draw timed by itself, summed by program. The programs' names stand in their sources. */

interface TimerQueries {
  readonly TIME_ELAPSED_EXT: number
}

interface Draw {
  readonly name: string
  /** undefined as long as the GPU has not said */
  readonly milliseconds: () => number | undefined
  readonly end: () => void
}

/**
 * Times every draw on every context from now on: `sums` waits for what was drawn since it was last asked (undefined where the GPU tells no times), and `calls`
 * counts the calls of WebGL since then, waiting apart.
 */
export const timedDraws = (): {
  readonly calls: () => number
  readonly sums: () => Promise<Readonly<Record<string, readonly [count: number, milliseconds: number]>> | undefined>
} => {
  const context = WebGL2RenderingContext.prototype
  const names = new WeakMap<object, string>()
  let used = ''
  let draws: Draw[] = []
  const { shaderSource, attachShader, useProgram, drawArrays } = context
  context.shaderSource = function (shader, source) {
    names.set(shader, /^\/\/ (.*)$/m.exec(source)?.[1] ?? '')
    shaderSource.call(this, shader, source)
  }
  context.attachShader = function (program, shader) {
    names.set(program, names.get(shader) || (names.get(program) ?? ''))
    attachShader.call(this, program, shader)
  }
  context.useProgram = function (program) {
    used = program === null ? '' : (names.get(program) ?? '')
    useProgram.call(this, program)
  }
  context.drawArrays = function (mode, first, count) {
    const timer = this.getExtension('EXT_disjoint_timer_query_webgl2') as TimerQueries | null
    const query = timer === null ? null : this.createQuery()
    if (timer === null || query === null) return drawArrays.call(this, mode, first, count)
    this.beginQuery(timer.TIME_ELAPSED_EXT, query)
    drawArrays.call(this, mode, first, count)
    this.endQuery(timer.TIME_ELAPSED_EXT)
    draws.push({
      name: used,
      milliseconds: () =>
        this.getQueryParameter(query, this.QUERY_RESULT_AVAILABLE) === true
          ? Number(this.getQueryParameter(query, this.QUERY_RESULT)) / 1e6
          : undefined,
      end: () => this.deleteQuery(query),
    })
  }
  let calls = 0
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(context))) {
    if (typeof value !== 'function' || /Query|isContextLost|clientWaitSync|getExtension/.test(name)) continue
    Object.assign(context, {
      [name](this: WebGL2RenderingContext, ...given: readonly unknown[]): unknown {
        calls += 1
        return value.apply(this, given)
      },
    })
  }
  return {
    calls: () => {
      const counted = calls
      calls = 0
      return counted
    },
    sums: async () => {
      const last = draws.at(-1)
      if (last === undefined) return undefined
      for (let turn = 0; turn < 2000 && last.milliseconds() === undefined; turn += 1) await new Promise((done) => setTimeout(done, 5))
      const sums: Record<string, [number, number]> = {}
      for (const { name, milliseconds, end } of draws) {
        const [count, sum] = sums[name] ?? [0, 0]
        sums[name] = [count + 1, sum + (milliseconds() ?? Number.NaN)]
        end()
      }
      draws = []
      return sums
    },
  }
}
