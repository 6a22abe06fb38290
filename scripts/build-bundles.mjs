/** Builds actions/dist: one self-contained file for each program that runs on a host. Runs at every `npm ci`. */
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = `${root}actions/dist`;

await rm(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: {
    host: 'actions/src/host-program/main.ts',
    keeper: 'actions/src/supervisor/keeper-main.ts',
    front: 'actions/src/front/front-main.ts',
  },
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  legalComments: 'none',
  // pg asks for its optional native client only where it is installed.
  external: ['pg-native'],
  // CommonJS packages in an ES module still call require.
  banner: {
    js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
  },
  logLevel: 'warning',
});
