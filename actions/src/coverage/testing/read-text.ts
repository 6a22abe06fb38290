import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileCoverage } from '../file-coverage.ts';
import { readReport, type Format } from '../formats/read-report.ts';

/** Reports of one small project, written by Jest, Node.js and, by hand in its form, JaCoCo. */
export const SAMPLES = [
  'lcov.info',
  'node.info',
  'coverage-final.json',
  'coverage-summary.json',
  'cobertura-coverage.xml',
  'clover.xml',
  'jacoco.xml',
] as const;
export type Sample = (typeof SAMPLES)[number];

export function sampleReport(name: Sample): Promise<string> {
  return readFile(fileURLToPath(new URL(`reports/${name}`, import.meta.url)), 'utf8');
}

/** What a report of these bytes says, file by file as it is told. */
export async function readBytes(
  bytes: string | Uint8Array,
  format: Format = 'auto',
): Promise<FileCoverage[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tg-report-'));
  try {
    const path = join(folder, 'report');
    await writeFile(path, bytes);
    const files: FileCoverage[] = [];
    await readReport({ path, name: 'report', format, found: (file) => files.push(file) });
    return files;
  } finally {
    await rm(folder, { recursive: true });
  }
}
