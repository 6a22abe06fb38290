import { cp, mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { systemFiles } from '../../actions/src/ports/files.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const COPIED = ['package.json', 'package-lock.json', '.npmrc', 'drivers'];

export interface InstalledPeers {
  readonly folder: string;
  /** Aborted by a signal: every program ends, and the folder goes. */
  readonly stopped: AbortSignal;
}

/** Lends a folder in which every peer is installed as locked; it is gone afterwards, and the checkout stays as it was. */
export async function withInstalledPeers<Result>(
  stopped: AbortSignal,
  work: (installed: InstalledPeers) => Promise<Result>,
): Promise<Result> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'tg-peers-')));
  try {
    for (const name of COPIED) await cp(join(HERE, name), join(folder, name), { recursive: true });
    // A peer's own installation program is nothing that its verdict needs.
    await execa('npm', ['ci', '--ignore-scripts'], { cwd: folder, cancelSignal: stopped });
    return await work({ folder, stopped });
  } finally {
    await systemFiles.removeTree(folder);
  }
}
