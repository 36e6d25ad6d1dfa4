/** A float32 array on a backend's device; opaque. `shape` includes the batch axis: [batch, height, width, channels] or [batch, features]. */
export interface DeviceArray {
  readonly shape: readonly number[]
}
