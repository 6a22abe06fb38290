/** Colours in pairs for light and dark, each with a contrast of 4.5 and more. */
export const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1f2328, #e6edf3); --soft: light-dark(#57606a, #9da7b1);
  --line: light-dark(#d0d7de, #3d444d); --card: light-dark(#f6f8fa, #161b22); --page: light-dark(#fff, #0d1117);
  --bad: light-dark(#b3261e, #ff8b82); --badback: light-dark(#ffebe9, #45191a); --good: light-dark(#1a7f37, #56d364);
  --doubt: light-dark(#8a6100, #e3b341); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page); }
h1 { margin: 0; font-size: 1.6rem; } h2 { margin: 2rem 0 .6rem; font-size: 1.1rem; }
.pass { color: var(--good); } .fail { color: var(--bad); } .unproven { color: var(--doubt); }
.cards { display: flex; flex-wrap: wrap; gap: .75rem; }
.card { display: grid; min-width: 10rem; padding: .7rem 1rem; border: 1px solid var(--line); border-radius: 8px; background: var(--card); }
.card strong { font-size: 1.4rem; font-variant-numeric: tabular-nums; } small, .card small { color: var(--soft); font-weight: normal; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; white-space: nowrap; }
tbody th { font: 13px/1.6 ui-monospace, monospace; white-space: normal; overflow-wrap: anywhere; }
.none { color: var(--soft); } .lines { white-space: normal; color: var(--soft); font-size: 13px; }
meter { width: 3.5rem; vertical-align: middle; }
details { margin: .6rem 0; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
summary { padding: .5rem .8rem; background: var(--card); cursor: pointer; }
ol { margin: 0; padding: .4rem 0 .4rem 4rem; font: 13px/1.6 ui-monospace, monospace; overflow-x: auto; }
li::marker { color: var(--soft); } ol code { font: inherit; white-space: pre; }
ol li.uncovered { background: var(--badback); } ul { padding-left: 1.2rem; } ul code { color: var(--soft); }
`;
