import { afterEach, jest } from '@jest/globals';
import { temporaryFolders } from '../../../actions/src/testing/temporary-folder.ts';
import { commitFiles } from './commit-files.ts';
import { memoryServer, type MemoryServer, type MemoryWish } from './memory-server.ts';
import type { Run } from './run.ts';
import type { Trigger, World } from './trigger.ts';
import { openWorld, type WorldWish } from './world.ts';

export interface TinyWorld extends World {
  readonly server: MemoryServer;
  readonly repository: string;
  /** Pushes to main and waits for the end. */
  push(wish?: Partial<Trigger>): Promise<Run>;
}

export interface TinyWish extends MemoryWish, Partial<Omit<WorldWish, 'server' | 'workflows'>> {
  readonly files?: Readonly<Record<string, string>>;
  /** Of `ci.yml`; or all, by file name. */
  readonly workflow: string | Readonly<Record<string, string>>;
}

/** Worlds with a repository of a few files; they are closed after each test. */
export function tinyWorlds(): (wish: TinyWish) => Promise<TinyWorld> {
  // A loaded machine starts a job's processes slowly.
  jest.setTimeout(60_000);
  const open: World[] = [];
  // First, while its repository is still there: these are called in the order in which they are registered.
  afterEach(async () => {
    for (const world of open.splice(0)) await world.close();
  });
  const newFolder = temporaryFolders();
  return async ({ workflow, files = {}, ...wish }) => {
    const repository = await newFolder();
    await commitFiles(repository, { 'README.md': 'A shop.\n', ...files });
    const server = memoryServer(wish);
    const workflows = typeof workflow === 'string' ? { 'ci.yml': workflow } : workflow;
    const patience = { interrupt: 400, terminate: 400 };
    const world = await openWorld({ patience, ...wish, repository, server, workflows });
    open.push(world);
    const push: TinyWorld['push'] = async (trigger = {}) =>
      await (await world.trigger({ event: 'push', ...trigger })).settled();
    return { ...world, runs: world.runs, server, repository, push };
  };
}
