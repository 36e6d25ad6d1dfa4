// Factors of vectors that stay in registers. A constant is rebuilt at each use by newer versions of V8, by three instructions, which is felt in a loop of
// additions; of what comes from memory it does not know that it is one.

/** `value` in all lanes; 4 bytes of workspace memory are overwritten. */
// @ts-ignore: decorator
@inline
export function factor(value: f32, workspace: usize): v128 {
  f32.store(workspace, value)
  return v128.load32_splat(workspace)
}
