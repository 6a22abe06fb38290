import { unzipSync } from 'fflate';

const MOST_BYTES = 512 * 1024 * 1024;

/**
 * The one file of a run's artifact: zipped, as it is by default, or as it was uploaded (`archive: false`). `undefined` for
 * an archive of none, of several or of a monstrous one. Nothing is proven by it: the digest of these bytes is.
 */
export function onlyFileOf(archive: Buffer): Buffer | undefined {
  if (archive.length < 4 || archive.readUInt32BE(0) !== ZIP) return archive;
  const found: Uint8Array[] = Object.values(filesIn(archive));
  const [only] = found;
  return found.length === 1 && only !== undefined ? Buffer.from(only) : undefined;
}

/** `PK\3\4` */
const ZIP = 0x504b0304;

function filesIn(archive: Buffer): Record<string, Uint8Array> {
  try {
    return unzipSync(archive, {
      filter: ({ name, originalSize }) => !name.endsWith('/') && originalSize <= MOST_BYTES,
    });
  } catch {
    return {};
  }
}
