import { build, type BuildFailure, type Message, type Metafile, type Plugin } from 'esbuild';
import { buildFailed } from './build-failed.ts';
import { NODE_MAJOR } from './node-major.ts';
import { requiredHttp } from './required-http.ts';

/** Loaded only when they happen to be installed; they are native, so an artifact never has them. */
const OPTIONAL_NATIVE = ['pg-native'];

/** What native packages load their binary with. */
const NATIVE = /\.node$|^(?:bindings|node-gyp-build|node-gyp-build-optional-packages|@mapbox\/node-pre-gyp)$/;

// CommonJS inside an ES module: esbuild renames the application's own `require`, so the two can't clash.
const BANNER = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);`;

const refuseNative: Plugin = {
  name: 'refuse-native',
  setup(building) {
    building.onResolve({ filter: NATIVE }, ({ path }) => ({
      errors: [{ text: `${path} is native code, which can’t be bundled` }],
    }));
  },
};

export interface Bundle {
  /** By the names given. */
  readonly outputs: ReadonlyMap<string, Uint8Array>;
  /** Which source went where; paths are relative to the root. */
  readonly metafile: Metafile;
}

/**
 * Bundles each entry into one file of its own, with all its dependencies. The same sources give the same bytes wherever
 * the root lies. `UserError` build-failed names what could not be resolved, parsed, or is native.
 *
 * @param entries source files by the name that the bundle gets, without its `.mjs`
 */
export async function bundleApplication(root: string, entries: Record<string, string>): Promise<Bundle> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: 'bundle',
    outExtension: { '.js': '.mjs' },
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: `node${NODE_MAJOR}`,
    banner: { js: BANNER },
    define: { __dirname: 'import.meta.dirname', __filename: 'import.meta.filename' },
    external: OPTIONAL_NATIVE,
    // The licences ask that their notices stay.
    legalComments: 'inline',
    charset: 'utf8',
    metafile: true,
    logLevel: 'silent',
    plugins: [refuseNative, requiredHttp],
  }).catch((error: unknown) => {
    throw isBuildFailure(error) ? asUserError(error) : error;
  });
  const outputs = result.outputFiles.map(({ path, contents }) => [fileName(path), contents] as const);
  return { outputs: new Map(outputs), metafile: result.metafile };
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

function asUserError(failure: BuildFailure): Error {
  return buildFailed({
    message: `The application can’t be bundled: ${failure.errors.slice(0, 10).map(describe).join('; ')}.`,
    remedy: 'Mend the imports that are named, or use packages written in JavaScript only.',
    cause: failure,
  });
}

function describe({ text, location }: Message): string {
  return location === null ? text : `${location.file}:${location.line}: ${text}`;
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
