import { z } from 'zod';
import { isSystemError } from '../errors.ts';
import type { Files } from '../ports/files.ts';
import { replaceFile } from './replace-file.ts';

const fenceSchema = z.object({
  /** The number of the newest owner of the lock. */
  token: z.int(),
  nonce: z.string(),
});
export type Fence = z.output<typeof fenceSchema>;

/** `undefined` where no owner was ever numbered, or the file was torn by a power cut. */
export async function readFence(files: Files, path: string): Promise<Fence | undefined> {
  try {
    return fenceSchema.parse(JSON.parse(await files.readText(path)));
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || error instanceof SyntaxError || error instanceof z.ZodError)
      return undefined;
    throw error;
  }
}

export async function writeFence(files: Files, path: string, fence: Fence): Promise<void> {
  await replaceFile(files, path, { text: JSON.stringify(fence) });
}
