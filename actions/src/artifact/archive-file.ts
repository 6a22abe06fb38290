import { open, type FileHandle } from 'node:fs/promises';
import { isSystemError, UserError } from '../errors.ts';
import { tooLarge, unreadable } from './limits.ts';

/** The bytes of the archive. `UserError` unknown-artifact, artifact-unreadable or archive-too-large. */
export async function readWholeArchive(path: string, limitBytes: number): Promise<Buffer> {
  const { file, bytes } = await openArchive(path);
  try {
    if (bytes > limitBytes)
      throw tooLarge({ what: `${path}, of ${bytes} bytes,`, limit: `${limitBytes} bytes` });
    // Never more than was promised: a file that grows meanwhile fails its digest instead of filling the memory.
    const content = Buffer.alloc(bytes);
    for (let filled = 0; filled < bytes;) {
      const { bytesRead } = await file.read(content, filled, bytes - filled);
      if (bytesRead === 0) throw unreadable('it became shorter while it was read');
      filled += bytesRead;
    }
    return content;
  } finally {
    await file.close();
  }
}

/** The caller closes the file. */
export async function openArchive(path: string): Promise<{ file: FileHandle; bytes: number }> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw isSystemError(error, 'ENOENT', 'ENOTDIR') ? missing(path, error) : error;
  });
  const facts = await file.stat();
  if (facts.isFile()) return { file, bytes: facts.size };
  await file.close();
  throw unreadable(`${path} is no file`);
}

function missing(path: string, cause: unknown): UserError {
  return new UserError({
    code: 'unknown-artifact',
    message: `There is no artifact at ${path}.`,
    remedy: 'Name an artifact that is there, or build one with npm run package.',
    cause,
  });
}
