import type { Arch, Network } from '../../lib/network/network.js'
import type { Cfg } from '../../lib/shape/atMost.js'
import type { Shape } from '../../lib/shape/shape.js'

/** A network beside what the compiler says it is: the compiler refuses any other literal, the test compares them with run time. */
export const known = <In extends Shape, Out extends Shape, Widths extends Cfg, Name extends Arch>(
  network: Network<In, Out, Widths, Name>,
  said: NoInfer<{ readonly input: In; readonly output: Out; readonly cfg: Widths; readonly arch: Name }>,
) => {
  const { input, output, cfg, arch } = network
  return { found: { input, output, cfg, arch }, said }
}
