import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { tooLarge, unreadable } from './limits.ts';
import { isSystemError } from '../errors.ts';

/**
 * The inflated bytes of a gzip stream, a piece at a time, so that a bomb is stopped when the limit is passed and never
 * held in memory. `UserError` artifact-unreadable for what is no gzip, is cut off, or goes on after its end.
 */
export async function* inflate(archive: {
  source: Readable;
  /** How many bytes the source gives. */
  archiveBytes: number;
  limitBytes: number;
}): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  // A failure of either stream destroys both, and reaches the loop below.
  pipeline(archive.source, gunzip, () => undefined);
  let inflated = 0;
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      inflated += piece.length;
      if (inflated > archive.limitBytes) {
        throw tooLarge({ what: 'What the archive inflates to', limit: `${archive.limitBytes} bytes` });
      }
      yield piece;
    }
  } catch (error) {
    throw isSystemError(error, 'Z_DATA_ERROR', 'Z_BUF_ERROR') ? unreadable(error.message, error) : error;
  }
  // zlib stops without a word at zeros after the end of the stream.
  if (gunzip.bytesWritten !== archive.archiveBytes) throw unreadable('bytes follow its end');
}
