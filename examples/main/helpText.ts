/** What --help prints. */
export const helpText = `npm start -- [options]

Trains two networks on WebAssembly and makes them smaller, then shows before and after:

  ConvNet   cfg [32, 64, 64] on 28 x 28 images; its channels are narrowed to [8, 16, 32] by L1 norm, then fine-tuned
  MLP       784-200-200-10; its neurons are narrowed to [50, 100], and separately 90 % of its weights are masked, then fine-tuned

Without options it draws its own handwritten-style digits: nothing is downloaded, and the run takes about a minute.

Options
  --data FOLDER   train on MNIST (or Fashion-MNIST) from its four files in IDX form, plain or .gz:
                  train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte;
                  on 60,000 images the run takes about five minutes
  --download      the same on MNIST, fetched from its public mirrors (11 MB) into a cache folder and verified by SHA-256;
                  what is in the cache already is not fetched again ($XDG_CACHE_HOME/narrownet, or ~/.cache/narrownet)
  --epochs N      epochs that each dense network is trained for (fine-tuning keeps its own number)
  --seed N        decides the first weights and the order of the images; the same seed gives the same accuracies
                  on hosts of one kind (Node 20 rounds differently from Node 22 and 24); default 0
  --report FILE   where the HTML report goes, the same numbers as JSON beside it; default reports/main.html
  --smoke         a few images and steps, to see that everything runs; also NARROWNET_SMOKE=1
  --help, -h      this text

Ends with exit code 0, or 1 and one sentence about what went wrong. Ctrl-C stops it at any time and leaves no half-written file.
`
