import { buffer } from 'node:stream/consumers';
import { UserError } from '../errors.ts';
import { openArchive } from './archive-file.ts';
import { readEntries } from './entries.ts';
import { inflate } from './inflate.ts';
import { DEFAULT_LIMITS } from './limits.ts';

/** One file of an artifact that was just built or checked. `UserError` artifact-unreadable where it has none of that name. */
export async function readPart(archive: string, path: string): Promise<Buffer> {
  const { file, bytes } = await openArchive(archive);
  try {
    const source = file.createReadStream({ autoClose: false });
    const tar = inflate({ source, archiveBytes: bytes, limitBytes: DEFAULT_LIMITS.unpackedBytes });
    for await (const entry of readEntries(tar, DEFAULT_LIMITS)) {
      const content = await buffer(entry.content);
      if (entry.path === path) return content;
    }
  } finally {
    await file.close();
  }
  throw new UserError({
    code: 'artifact-unreadable',
    message: `Expected ${path} in ${archive}, found none.`,
    remedy: 'Make sure that the file is an artifact made by Tidegate.',
  });
}
