import { constants, deflateRawSync } from 'node:zlib';
import { sampleEntries, sampleManifest } from './sample-artifact.ts';
import { tarOf } from './tar-writer.ts';

const MEBIBYTE = 1024 * 1024;
const ZEROS = 16 * MEBIBYTE;
const REPEATS = 70;

/** An archive of about a megabyte that goes on for more than 1 GB of zeros after the end mark of its tar. */
export function bombOfPadding(): Buffer {
  return gzipOf(tarOf(sampleEntries()));
}

/** The same, where the zeros are a file that the manifest lists. */
export function bombOfOneFile(): Buffer {
  const manifest = sampleManifest();
  const bytes = REPEATS * ZEROS;
  manifest.files.push({ path: 'zeros.bin', bytes, sha256: '0'.repeat(64), executable: false });
  const entries = [...sampleEntries(manifest), { path: 'zeros.bin', claimedBytes: bytes }];
  return gzipOf(tarOf(entries).subarray(0, -1024));
}

/** Deflated blocks that end on a byte and refer to nothing before them can be repeated as they are. */
function gzipOf(start: Buffer): Buffer {
  const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  const zeros = blocksOf(Buffer.alloc(ZEROS));
  const end = deflateRawSync(Buffer.alloc(0));
  const checksum = Buffer.alloc(8);
  return Buffer.concat([
    header,
    blocksOf(start),
    ...Array.from({ length: REPEATS }, () => zeros),
    end,
    checksum,
  ]);
}

function blocksOf(bytes: Buffer): Buffer {
  return deflateRawSync(bytes, { level: 9, finishFlush: constants.Z_FULL_FLUSH });
}
