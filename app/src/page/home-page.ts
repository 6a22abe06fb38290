import type { ReleaseFacts } from '../config/configuration.ts';

/** The start page. The content policy forbids inline styles and scripts, so the style sheet is a file of its own. */
export function homePage({ id, version, commit, digest }: ReleaseFacts): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Assistant</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/assets/page.css">
  </head>
  <body>
    <main>
      <h1>Assistant</h1>
      <p>An AI assistant service. This address answers its API; the service is up.</p>
      <dl>
        <div><dt>Release</dt><dd>${shown(id)}</dd></div>
        <div><dt>Version</dt><dd>${shown(version)}</dd></div>
        <div><dt>Commit</dt><dd>${shown(commit?.slice(0, 12))}</dd></div>
        <div><dt>Artifact</dt><dd>${shown(digest?.slice(0, 16))}</dd></div>
      </dl>
      <p class="links"><a href="/health">Health</a> <a href="/api/feedback/summary">Feedback</a></p>
    </main>
  </body>
</html>
`;
}

export const STYLE_SHEET = `:root { color-scheme: light dark; --ink: #16212b; --paper: #f4f7f8; --line: #cfd9de; --tide: #0b6e83; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4ecef; --paper: #10181e; --line: #2c3a43; --tide: #5fc3d6; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
  font: 1rem/1.6 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
main { width: 100%; max-width: 34rem; border-top: 4px solid var(--tide); padding-top: 1.5rem; }
h1 { margin: 0 0 .5rem; font-size: 2rem; letter-spacing: -.02em; }
dl { margin: 2rem 0; border-bottom: 1px solid var(--line); }
dl div { display: flex; gap: 1rem; padding: .5rem 0; border-top: 1px solid var(--line); }
dt { flex: 0 0 6rem; }
dd { margin: 0; font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
a { color: var(--tide); }
.links a { margin-right: 1rem; }
`;

function shown(fact: string | null | undefined): string {
  return fact === null || fact === undefined ? 'not released' : escapeHtml(fact);
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
