// A stranger's CommonJS file. Node 20.19 and later require ES modules.
import narrownet = require('narrownet')

// No DOM and no Node types in a stranger's project.
declare const console: { readonly log: (text: string) => void }

const { cfg } = narrownet.mlp({ input: [4], cfg: [8, 6], classes: 2 }, narrownet.key(0))
narrownet
  .startWasm()()
  .then(({ _tag }) => console.log(`${JSON.stringify(cfg)} ${_tag}`))
