import { createHash } from 'node:crypto';
import type { ReleaseFile } from '../github/releases.ts';

export function fileOf(name: string, type: string, content: Buffer): ReleaseFile {
  return { name, type, content, digest: `sha256:${createHash('sha256').update(content).digest('hex')}` };
}
