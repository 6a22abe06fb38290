import { z } from 'zod';
import type { Files } from '../ports/files.ts';
import { readRecord } from './read-record.ts';
import { replaceFile } from './replace-file.ts';

const fenceSchema = z.object({
  /** The number of the newest owner of the lock. */
  token: z.int(),
  nonce: z.string(),
});
export type Fence = z.output<typeof fenceSchema>;

/** `undefined` where no owner was ever numbered. */
export function readFence(files: Files, path: string): Promise<Fence | undefined> {
  return readRecord(files, path, fenceSchema);
}

export async function writeFence(files: Files, path: string, fence: Fence): Promise<void> {
  await replaceFile(files, path, { text: JSON.stringify(fence) });
}
