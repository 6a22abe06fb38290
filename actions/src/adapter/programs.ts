import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { CHECK_CONFIG_FILE, ENTRY_FILE } from '../artifact/layout.ts';
import { PRELOAD_FILE } from './settings.ts';

/** What each program of the adapter is called in an artifact. */
const PROGRAMS: Readonly<Record<string, string>> = {
  [ENTRY_FILE]: 'adapter-launch.mjs',
  [PRELOAD_FILE]: 'adapter-preload.mjs',
  [CHECK_CONFIG_FILE]: 'adapter-check-config.mjs',
};

/** Beside a bundle that this is part of, above its chunks, or in this checkout. */
const FOLDERS = ['.', '..', '../../dist'].map((folder) => join(import.meta.dirname, folder));

/** The adapter’s programs by their names in an artifact. `UserError` program-missing. */
export async function adapterPrograms(): Promise<ReadonlyMap<string, Buffer>> {
  const files = Object.values(PROGRAMS);
  const folder = FOLDERS.find((each) => files.every((file) => existsSync(join(each, file))));
  if (folder === undefined) {
    throw new UserError({
      code: 'program-missing',
      message: 'Expected the adapter’s programs beside the engine; they were never built.',
      remedy: 'Run `npm run prepare`.',
    });
  }
  const read = Object.entries(PROGRAMS).map(async ([name, file]) => {
    return [name, await readFile(join(folder, file))] as const;
  });
  return new Map(await Promise.all(read));
}
