/** Where vite serves the .wasm files to a page; in Node they are found. */
export const pagePaths = '/node_modules/@tensorflow/tfjs-backend-wasm/dist/'
