import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LOCK_FILES = fileURLToPath(new URL('lock-files/', import.meta.url));

/** Each kind of lock file, as its package manager wrote it for one and the same project. */
export const KINDS = {
  npm: 'package-lock.json',
  pnpm: 'pnpm-lock.yaml',
  pnpm8: 'pnpm-lock.yaml',
  yarn1: 'yarn.lock',
  berry: 'yarn.lock',
  bun: 'bun.lock',
} as const satisfies Record<string, string>;

export type Kind = keyof typeof KINDS;

export function lockFileOf(kind: Kind): string {
  return join(LOCK_FILES, kind, KINDS[kind]);
}

/**
 * The project: `app` has debug, which brings ms, and lodash 4.17.20 under another name; for its development mkdirp, which
 * brings minimist 0.0.8. `lib`, which `app` requires, has cookie 0.6.0. The root develops with semver 6.3.0.
 */
export const MANIFESTS = {
  'package.json': {
    name: 'shop',
    version: '1.0.0',
    private: true,
    workspaces: ['app', 'lib'],
    devDependencies: { semver: '6.3.0' },
  },
  'app/package.json': {
    name: 'shop-app',
    version: '1.0.0',
    dependencies: { debug: '2.6.9', 'under-score': 'npm:lodash@4.17.20', 'shop-lib': '1.0.0' },
    devDependencies: { mkdirp: '0.5.1' },
  },
  'lib/package.json': {
    name: 'shop-lib',
    version: '1.0.0',
    dependencies: { cookie: '0.6.0' },
    optionalDependencies: { '@esbuild/linux-arm64': '0.21.5' },
  },
} as const;

export async function writeProject(folder: string, kind: Kind): Promise<void> {
  await writeFiles(folder, MANIFESTS);
  await cp(lockFileOf(kind), join(folder, KINDS[kind]));
}

/** Objects are written as JSON. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string | object>>,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(
      join(folder, path),
      typeof content === 'string' ? content : JSON.stringify(content, null, 2),
    );
  }
}

interface Wanted {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** A package.json and the package-lock.json that npm would write for it, where nothing requires anything further. */
export function npmProject({ dependencies = {}, devDependencies = {} }: Wanted): Record<string, object> {
  const manifest = { name: 'shop', version: '1.0.0', dependencies, devDependencies };
  const installed = Object.entries({ ...dependencies, ...devDependencies });
  return {
    'package.json': manifest,
    'package-lock.json': {
      name: 'shop',
      version: '1.0.0',
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': manifest,
        ...Object.fromEntries(
          installed.map(([name, version]) => [
            `node_modules/${name}`,
            { version, ...(Object.hasOwn(devDependencies, name) ? { dev: true } : {}) },
          ]),
        ),
      },
    },
  };
}
