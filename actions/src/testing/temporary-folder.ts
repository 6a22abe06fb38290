import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import { systemFiles } from '../ports/files.ts';

/** A function that makes folders which are gone after each test. Their paths are short, for sockets in them. */
export function temporaryFolders(): () => Promise<string> {
  const made: string[] = [];
  afterEach(async () => {
    for (const folder of made.splice(0)) await systemFiles.removeTree(folder);
  });
  return async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tg-'));
    made.push(folder);
    return folder;
  };
}
