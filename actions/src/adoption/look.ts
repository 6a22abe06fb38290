import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { scanSources, type ScannedSources } from '../configuration/drift/scan-sources.ts';
import { readEnvironmentFile } from '../configuration/strict-environment-file.ts';
import { UserError } from '../errors.ts';
import { filesOf, repositoryRoot } from '../git/repository.ts';
import { askGit } from '../git/run-git.ts';
import { MIGRATION_NAME } from '../artifact/manifest.ts';
import type { RepositoryFacts } from './facts.ts';
import { findEntry } from './find-entry.ts';
import { findWorkspace } from './find-workspace.ts';
import { httpUseIn } from './source-routes.ts';
import { startCommand } from './start-command.ts';

const LOCK_FILES = ['package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock', 'pnpm-lock.yaml'];
const EXAMPLES = ['.env.example', '.env.sample', '.env.template', '.env.dist', 'example.env'];
const BUILT = ['dist', 'build', 'lib', 'out', '.next', '.output', 'public/build'];
const FRAMEWORKS = [
  'express',
  'fastify',
  'koa',
  '@hapi/hapi',
  '@nestjs/core',
  'next',
  'nuxt',
  'hono',
  'polka',
  'restify',
  'micro',
  'connect',
  'h3',
];
const SOURCE = /\.[cm]?[jt]sx?$/;
const NO_SOURCE =
  /(?:^|\/)(?:node_modules|dist|tests?|__tests__|examples?|docs?)\/|\.(?:test|spec|d)\.[cm]?[jt]sx?$/;
/** More than a service’s own code has; a repository of something else need not be read to its end. */
const MOST_SOURCES = 3000;

/** Looks at a repository and changes nothing. `UserError` not-adoptable where there is no service to look at. */
export async function lookAt(
  path: string,
  wish: { workspace: string | undefined },
): Promise<RepositoryFacts> {
  const root = await repositoryRoot(resolve(path)).catch(() => undefined);
  if (root === undefined || !existsSync(path)) throw noRepository(path);
  const all = await filesOf(root);
  const { workspace, packageFile } = await findWorkspace({ root, files: all, asked: wish.workspace });
  const folder = join(root, workspace);
  const files = workspace === '.' ? all : await filesOf(folder);
  const start = startCommand(packageFile.scripts);
  const entry = await findEntry({ root, workspace, packageFile, start });
  const http = await httpUse(folder, files);
  return {
    root,
    workspace,
    packageFile,
    lockFiles: LOCK_FILES.filter((name) => existsSync(join(root, name))),
    files: new Set(files),
    start,
    entry,
    ignored: await ignoredFolders(folder, entry),
    routes: http.routes,
    hasServerCode: http.isServer,
    frameworks: FRAMEWORKS.filter((name) => name in packageFile.dependencies),
    example: await exampleIn(folder, files),
    sources: await sourcesIn(root, workspace),
    migrations: migrationsIn(files),
  };
}

async function httpUse(
  folder: string,
  files: readonly string[],
): Promise<{ routes: string[]; isServer: boolean }> {
  const sources = files.filter((path) => SOURCE.test(path) && !NO_SOURCE.test(path)).slice(0, MOST_SOURCES);
  const texts = await Promise.all(
    sources.map((path) => readFile(join(folder, path), 'utf8').catch(() => '')),
  );
  const uses = texts.map(httpUseIn);
  return {
    routes: [...new Set(uses.flatMap(({ routes }) => routes))],
    isServer: uses.some(({ isServer }) => isServer),
  };
}

/** What is built is known by that git ignores it: there, or where the entry will be. */
async function ignoredFolders(folder: string, entry: string | undefined): Promise<string[]> {
  const [top = ''] = entry?.startsWith('node_modules/') === true ? [] : (entry?.split('/') ?? []);
  const candidates = [...new Set([...BUILT, ...(entry?.includes('/') === true ? [top] : [])])].filter(
    (name) => name !== '' && (name === top || existsSync(join(folder, name))),
  );
  const asked = candidates.map(async (name) =>
    (await askGit(folder, ['check-ignore', '-q', name])) === undefined ? [] : [name],
  );
  return (await Promise.all(asked)).flat();
}

async function exampleIn(folder: string, files: readonly string[]): Promise<RepositoryFacts['example']> {
  const path = EXAMPLES.find((name) => files.includes(name));
  return path === undefined
    ? undefined
    : { path, file: readEnvironmentFile(await readFile(join(folder, path), 'utf8')) };
}

async function sourcesIn(root: string, workspace: string): Promise<ScannedSources | undefined> {
  try {
    return await scanSources({ root, places: [workspace], names: [] });
  } catch (error) {
    if (error instanceof UserError && error.code === 'nothing-examined') return undefined;
    throw error;
  }
}

function migrationsIn(files: readonly string[]): RepositoryFacts['migrations'] {
  const folders = files.flatMap((path) => /^(.*?(?:^|\/)migrations)\//.exec(path)?.[1] ?? []);
  const path = folders[0];
  if (path === undefined) return undefined;
  const names = files
    .filter((file) => file.startsWith(`${path}/`))
    .map((file) => file.slice(path.length + 1));
  return { path, isOurs: names.every((name) => MIGRATION_NAME.test(name)) };
}

function noRepository(path: string): UserError {
  return new UserError({
    code: 'not-adoptable',
    message: `Expected a git repository at ${path}; there is none.`,
    remedy: 'Name the folder of one, or make it one (git init) and commit what is there.',
  });
}
