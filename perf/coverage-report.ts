import { open } from 'node:fs/promises';

const FILES = 2000;
const WRITE_EVERY = 1024 * 1024;

/**
 * Writes an lcov report of so many lines, as two test runs of the same files would: each file twice, so that there is something
 * to merge. Of ten lines seven are lines, two are branches and one tells of a function. Gives what it comes to when merged.
 */
export async function writeReport(
  path: string,
  lines: number,
): Promise<{ bytes: number; found: number; hit: number }> {
  const perRecord = Math.round(lines / FILES / 2);
  const counted = perRecord - 8;
  const file = await open(path, 'w');
  let text = '';
  let bytes = 0;
  let hit = 0;
  let found = 0;
  async function flush(): Promise<void> {
    const { bytesWritten } = await file.write(text);
    bytes += bytesWritten;
    text = '';
  }
  try {
    for (let run = 0; run < 2; run += 1) {
      for (let index = 0; index < FILES; index += 1) {
        text += record({ index, run, counted });
        if (text.length > WRITE_EVERY) await flush();
      }
    }
    await flush();
  } finally {
    await file.close();
  }
  for (let line = 1; line <= linesIn(counted); line += 1) {
    found += FILES;
    if (isReached(line, 0) || isReached(line, 1)) hit += FILES;
  }
  return { bytes, found, hit };
}

function linesIn(counted: number): number {
  return Math.round(counted * 0.7);
}

/** The first run reaches every second line, the second every third. */
function isReached(line: number, run: number): boolean {
  return line % (run + 2) === 0;
}

function record({ index, run, counted }: { index: number; run: number; counted: number }): string {
  const lines = linesIn(counted);
  const functions = Math.round(counted * 0.05);
  const branches = counted - lines - 2 * functions;
  const parts = [
    `TN:run ${run}`,
    `SF:/home/runner/work/sample/packages/p${index % 40}/src/module-${index}.ts`,
  ];
  for (let each = 0; each < functions; each += 1) parts.push(`FN:${each * 20 + 1},function${each}`);
  for (let each = 0; each < functions; each += 1) parts.push(`FNDA:${(each + run) % 3},function${each}`);
  for (let each = 0; each < branches; each += 1)
    parts.push(`BRDA:${each * 3 + 1},${each >> 1},${each % 2},${isReached(each, run) ? '4' : '-'}`);
  parts.push(`BRF:${branches}`);
  let hit = 0;
  for (let line = 1; line <= lines; line += 1) {
    const isHit = isReached(line, run);
    if (isHit) hit += 1;
    parts.push(`DA:${line},${isHit ? line * 7 : 0}`);
  }
  parts.push(`LF:${lines}`, `LH:${hit}`, 'end_of_record', '');
  return parts.join('\n');
}
