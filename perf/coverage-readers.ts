import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { execa } from 'execa';

export interface CoverageReader {
  readonly name: string;
  readonly program: string;
  /** Whether it merges records of one file; others are only asked to read. */
  readonly merges: boolean;
}

/** The ones that are used, each as its documentation has it: a whole report in, its records out. */
const PEERS = [
  {
    name: '@friedemannsommer/lcov-parser',
    version: '5.0.2',
    text: `import { lcovParser } from '@friedemannsommer/lcov-parser';
import { createReadStream } from 'node:fs';
const records = await lcovParser({ from: createReadStream(process.argv[2]) });
console.log(JSON.stringify({ records: records.length }));`,
  },
  {
    name: 'lcov-parse',
    version: '1.0.0',
    text: `import parse from 'lcov-parse';
parse(process.argv[2], (error, records) => {
  if (error) throw error;
  console.log(JSON.stringify({ records: records.length }));
});`,
  },
  {
    name: 'parse-lcov',
    version: '1.0.4',
    text: `import parse from 'parse-lcov';
import { readFileSync } from 'node:fs';
const read = parse.default ?? parse;
const records = read(readFileSync(process.argv[2], 'utf8'));
console.log(JSON.stringify({ records: records.length }));`,
  },
] as const;

/** Ours as it is shipped, in one bundle, and the peers, installed into the folder. */
export async function prepareReaders(folder: string, stopped: AbortSignal): Promise<CoverageReader[]> {
  await writeFile(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  const packages = PEERS.map(({ name, version }) => `${name}@${version}`);
  const args = ['install', '--no-fund', '--no-audit', '--ignore-scripts', '--no-save', ...packages];
  await execa('npm', args, { cwd: folder, cancelSignal: stopped });
  const ours = join(folder, 'ours.mjs');
  await build({
    entryPoints: { ours: fileURLToPath(new URL('coverage-ours.ts', import.meta.url)) },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // As the actions are: what reads XML and JSON is loaded where there is some.
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'error',
  });
  const peers = PEERS.map(async ({ name, text }, index) => {
    const program = join(folder, `peer-${index}.mjs`);
    await writeFile(program, text);
    return { name, program, merges: false };
  });
  return [{ name: 'tidegate', program: ours, merges: true }, ...(await Promise.all(peers))];
}
