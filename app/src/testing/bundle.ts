import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export interface Bundle {
  readonly file: string;
  dispose(): Promise<void>;
}

// CommonJS packages call `require` for Node's own modules.
const REQUIRE = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

/** Bundles a program of this application into one file, as it is shipped. `path` is below `src`. */
export async function bundleProgram(path: string): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'bundle-'));
  const file = join(folder, 'program.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL(`../${path}`, import.meta.url))],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    banner: { js: REQUIRE },
    external: ['pg-native'],
    logLevel: 'error',
    // So that coverage of the bundle can be told as coverage of its sources.
    sourcemap: 'inline',
  });
  return { file, dispose: () => rm(folder, { recursive: true, force: true }) };
}
