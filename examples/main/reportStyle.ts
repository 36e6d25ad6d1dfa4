/** How the report looks, by daylight and at night. Colors of series differ in lightness too. */
export const reportStyle = `
:root {
  color-scheme: light dark;
  --page: #fcfcfa; --ink: #1d2328; --soft: #59636b; --rule: #dcdfdf; --panel: #ffffff;
  --series-0: #3b4a57; --series-1: #0b74b8; --series-2: #c4500b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15191c; --ink: #e8ebec; --soft: #a0aab1; --rule: #343c42; --panel: #1b2024;
    --series-0: #b9c4cc; --series-1: #58b5f0; --series-2: #f29a55;
  }
}
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 system-ui, sans-serif }
main { max-width: 1080px; margin: 0 auto; padding: 2.5rem 1.25rem 4rem }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem }
h2 { font-size: 1.3rem; margin: 2.8rem 0 .4rem }
p { max-width: 44rem; margin: .4rem 0 1rem }
.soft, figcaption, caption, footer { color: var(--soft); font-size: .9rem }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .92rem }
caption { text-align: left; padding: .6rem 0 }
th, td { padding: .38rem .6rem; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; font-weight: 400 }
thead th { color: var(--soft); border-bottom: 2px solid var(--rule); vertical-align: bottom }
th:first-child { text-align: left; font-weight: 600; padding-left: 0 }
th.inner { padding-left: 1.2rem !important; font-weight: 400 !important }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 430px), 1fr)); gap: 1.2rem; margin-top: 1rem }
figure { margin: 0; padding: 1rem 1rem .8rem; background: var(--panel); border: 1px solid var(--rule); border-radius: 8px }
figure svg { max-width: 600px; margin: 0 auto }
.figures > :first-child:nth-last-child(3) { grid-column: 1 / -1 }
figcaption { margin-top: .5rem }
figcaption b { color: var(--ink) }
svg { display: block; width: 100%; height: auto }
footer { margin-top: 3rem; border-top: 1px solid var(--rule); padding-top: .8rem }
@media print { figure { break-inside: avoid } }
`
