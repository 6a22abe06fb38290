import { randomBytes } from 'node:crypto';
import { isSystemError } from '../../errors.ts';
import { systemFiles } from '../../ports/files.ts';

/** Reads the secret kept in the file (0600), or makes one first; whoever comes at the same time gets the same. */
export async function secretIn(path: string): Promise<string> {
  if (await systemFiles.exists(path)) return await systemFiles.readText(path);
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await systemFiles.writeDurably(draft, randomBytes(24).toString('base64url'), 0o600);
  try {
    await systemFiles.link(draft, path);
  } catch (error) {
    if (!isSystemError(error, 'EEXIST')) throw error;
  } finally {
    await systemFiles.unlink(draft);
  }
  return await systemFiles.readText(path);
}
