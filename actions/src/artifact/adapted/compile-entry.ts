import { build } from 'esbuild';
import { messageOf } from '../../errors.ts';
import { compiledName } from './entry-name.ts';
import { buildFailed } from '../build-failed.ts';
import { NODE_MAJOR } from '../node-major.ts';
import { requiredHttp } from '../required-http.ts';

/** An entry in TypeScript with all its own sources as one file beside it; its packages stay outside. `UserError` build-failed. */
export async function compileEntry(workspace: string, entry: string): Promise<Uint8Array> {
  const result = await build({
    absWorkingDir: workspace,
    entryPoints: [entry],
    outfile: compiledName(entry),
    write: false,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: `node${NODE_MAJOR}`,
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
    },
    define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
    charset: 'utf8',
    logLevel: 'silent',
    plugins: [requiredHttp],
  }).catch((cause: unknown) => {
    throw buildFailed({
      message: `The service’s entry ${entry} can’t be compiled: ${messageOf(cause)}`,
      remedy:
        'Mend what is named, or name a build script under application.service.build and what it writes as entry.',
      cause,
    });
  });
  const [output] = result.outputFiles;
  if (output === undefined) throw new Error('esbuild wrote nothing');
  return output.contents;
}
