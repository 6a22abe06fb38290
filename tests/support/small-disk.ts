import { execFile } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isSystemError } from '../../actions/src/errors.ts';
import { preloaded } from './preloaded.ts';

/** A folder on a disk of its own that can be made full. */
export interface SmallDisk {
  /** Leaves less than a deployment needs, or not a byte. Gives the environment that commands are to be run in. */
  fill(much: 'nearly' | 'wholly'): Promise<Record<string, string>>;
  empty(): Promise<void>;
  /** Whatever is opened from here on can't be written; nothing happens where no disk could be mounted. */
  makeReadOnly(): Promise<void>;
  makeWritable(): Promise<void>;
  /** Whether it was mounted. */
  readonly isReal: boolean;
  /** Nothing may run in it any more. */
  remove(): Promise<void>;
}

const run = promisify(execFile);
const SIZE_MIB = 300;
const NEARLY_MIB = 180;
const MEBIBYTE = 1024 * 1024;

/** A tmpfs where this user may mount one. Elsewhere programs are made to believe that the disk is full. */
export async function smallDisk(folder: string): Promise<SmallDisk> {
  await mkdir(folder, { recursive: true });
  const options = ['-t', 'tmpfs', '-o', `size=${SIZE_MIB}m,mode=0755`, 'none', folder];
  return run('mount', options).then(
    () => mountedDisk(folder),
    () => imaginedDisk(),
  );
}

function mountedDisk(folder: string): SmallDisk {
  const filler = join(folder, 'filler');
  return {
    async fill(much) {
      await writeZeros(filler, much === 'nearly' ? NEARLY_MIB : SIZE_MIB);
      return {};
    },
    empty: () => rm(filler, { force: true }),
    isReal: true,
    // A second mount over the first: the first can't become read-only while logs are written to.
    async makeReadOnly() {
      await run('mount', ['--bind', '-o', 'ro', folder, folder]);
    },
    async makeWritable() {
      await run('umount', [folder]);
    },
    async remove() {
      await run('umount', [folder]);
    },
  };
}

/** `statfs` is replaced in the command and, by its own hand, in each program of Node.js that it starts. */
const BELIEF = `
  import children from 'node:child_process';
  import files from 'node:fs/promises';
  import { syncBuiltinESMExports } from 'node:module';
  const { spawn } = children;
  children.spawn = (program, args, options) =>
    spawn(program, program === process.execPath ? ['--import', import.meta.url, ...args] : args, options);
  files.statfs = async () => ({ bavail: 1, bsize: 1024 });
  syncBuiltinESMExports();
`;

function imaginedDisk(): SmallDisk {
  return {
    fill: () => Promise.resolve(preloaded(BELIEF)),
    empty: () => Promise.resolve(),
    isReal: false,
    makeReadOnly: () => Promise.resolve(),
    makeWritable: () => Promise.resolve(),
    remove: () => Promise.resolve(),
  };
}

async function writeZeros(path: string, mebibytes: number): Promise<void> {
  const file = await open(path, 'a');
  try {
    for (let written = 0; written < mebibytes; written += 1) await file.appendFile(Buffer.alloc(MEBIBYTE));
  } catch (error) {
    if (!isSystemError(error, 'ENOSPC')) throw error;
  } finally {
    await file.close();
  }
}
