/** Numbers as people read them; the terminal and the report print the same characters. */

/** 199210 as '199,210'. */
export const grouped = (value: number): string => value.toLocaleString('en-US')

/** 0.98765 as '98.77 %'; 2,000 images give no more digits than that. */
export const percent = (share: number, digits = 2): string => `${(100 * share).toFixed(digits)} %`

/** '0.127' or '12.7': three significant digits, never an exponent. */
export const milliseconds = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(value >= 1 ? 2 : 3)

/** 83.2 as '1:23', 3723 as '1:02:03'. */
export const clock = (seconds: number): string => {
  const whole = Math.max(0, Math.round(seconds))
  const two = (value: number): string => String(value).padStart(2, '0')
  const minutes = Math.floor(whole / 60)
  return minutes < 60 ? `${minutes}:${two(whole % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`
}

/** 3.21 as '3.2 s', 83.2 as '1:23'. */
export const duration = (seconds: number): string => (seconds < 59.95 ? `${seconds.toFixed(1)} s` : clock(seconds))

/** '[8, 16, 32]' */
export const widths = (cfg: readonly (number | string)[]): string => `[${cfg.join(', ')}]`
