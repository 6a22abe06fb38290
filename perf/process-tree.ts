import { readFileSync } from 'node:fs';

const SAMPLE_EVERY_MS = 20;

/**
 * Samples the resident memory of a process and all it started; the answer is the highest sum seen, in bytes, and
 * `undefined` where there is no /proc (proc(5): `children` and `VmRSS`). Pages shared by several are counted for each.
 */
export function sampleTreeMemory(pid: number): () => number | undefined {
  let highest: number | undefined;
  const timer = setInterval(() => {
    const sum = treeOf(pid).reduce((total, each) => total + residentBytes(each), 0);
    if (sum > 0) highest = Math.max(highest ?? 0, sum);
  }, SAMPLE_EVERY_MS);
  return () => {
    clearInterval(timer);
    return highest;
  };
}

function treeOf(pid: number): number[] {
  const children = readIfThere(`/proc/${pid}/task/${pid}/children`);
  return [pid, ...children.split(' ').filter(Boolean).map(Number).flatMap(treeOf)];
}

function residentBytes(pid: number): number {
  const [, kibibytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readIfThere(`/proc/${pid}/status`)) ?? [];
  return Number(kibibytes) * 1024;
}

/** A process may end between being seen and being read. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
