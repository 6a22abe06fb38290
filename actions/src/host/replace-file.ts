import { dirname } from 'node:path';
import type { Files } from '../ports/files.ts';

/** Replaces a file whole or not at all, and durably. `draft` tells apart those who may do so at the same time. */
export async function replaceFile(
  files: Files,
  path: string,
  { text, mode = 0o600, draft = 'draft' }: { text: string; mode?: number; draft?: string },
): Promise<void> {
  const written = `${path}.${draft}`;
  try {
    await files.writeDurably(written, text, mode);
    await files.rename(written, path);
  } catch (error) {
    await files.unlink(written).catch(() => undefined);
    throw error;
  }
  await files.syncFolder(dirname(path));
}
