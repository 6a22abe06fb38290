import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { CHECKOUT } from '../tests/support/workbench.ts';
import { sampleTreeMemory } from './process-tree.ts';

export interface PackageRun {
  readonly wallMs: number;
  /** Bytes, of the command's own process. */
  readonly peak: number;
  /** Bytes, with esbuild and what else it starts; `undefined` where that can't be seen. */
  readonly treePeak: number | undefined;
  /** Bytes. */
  readonly artifact: number;
}

const HOOK = fileURLToPath(new URL('peak-memory.ts', import.meta.url));

/** Packs this checkout once with the real command; the artifact goes to `home`. */
export async function runPackage(home: string, stopped: AbortSignal): Promise<PackageRun> {
  const peakFile = join(home, 'peak-memory');
  const began = performance.now();
  const child = execa(
    process.execPath,
    ['--liftoff-only', '--import', HOOK, join(CHECKOUT, 'scripts/tidegate.mjs'), 'package', '--json'],
    { cwd: CHECKOUT, env: { TIDEGATE_HOME: home, PEAK_MEMORY_FILE: peakFile }, cancelSignal: stopped },
  );
  const treePeak = sampleTreeMemory(child.pid ?? 0);
  try {
    const { stdout } = await child;
    const wallMs = performance.now() - began;
    const { bytes } = JSON.parse(stdout.split('\n').at(-1) ?? '') as { bytes: number };
    const peak = Number(await readFile(peakFile, 'utf8')) * 1024;
    return { wallMs, peak, treePeak: treePeak(), artifact: bytes };
  } finally {
    treePeak();
  }
}
