import { join } from 'node:path';
import { build } from 'esbuild';
import { requiredHttp } from '../../actions/src/artifact/required-http.ts';
import { CHECKOUT } from './workbench.ts';

/**
 * A planted host program as one file, as the real one is: from its sources each start would take three times as long.
 *
 * @returns the file's path, within `folder`
 */
export async function bundledHost(name: 'cut-host' | 'failing-host', folder: string): Promise<string> {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    outfile,
    entryPoints: [join(CHECKOUT, 'tests/planted', `${name}.ts`)],
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    external: ['pg-native'],
    banner: {
      js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
    },
    logLevel: 'warning',
    plugins: [requiredHttp],
  });
  return outfile;
}
