import { unzipSync } from 'fflate';

const MOST_BYTES = 512 * 1024 * 1024;
/** No statement of a gate comes near it. */
const MOST_BYTES_OF_A_TEXT = 16 * 1024 * 1024;

/**
 * The one file of a run's artifact: zipped, as it is by default, or as it was uploaded (`archive: false`). `undefined` for
 * an archive of none, of several or of a monstrous one. Nothing is proven by it: the digest of these bytes is.
 */
export function onlyFileOf(archive: Buffer): Buffer | undefined {
  if (archive.length < 4 || archive.readUInt32BE(0) !== ZIP) return archive;
  const found = filesIn(archive, MOST_BYTES);
  const [only] = found;
  return found.length === 1 && only !== undefined ? Buffer.from(only) : undefined;
}

/** The texts of all files of a zipped artifact but monstrous ones; none of what is no archive. */
export function textsOf(archive: Buffer): readonly string[] {
  return filesIn(archive, MOST_BYTES_OF_A_TEXT).map((file) => Buffer.from(file).toString('utf8'));
}

/** `PK\3\4` */
const ZIP = 0x504b0304;

function filesIn(archive: Buffer, mostBytes: number): readonly Uint8Array[] {
  try {
    return Object.values(
      unzipSync(archive, {
        filter: ({ name, originalSize }) => !name.endsWith('/') && originalSize <= mostBytes,
      }),
    );
  } catch {
    return [];
  }
}
