import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { systemFiles } from '../actions/src/ports/files.ts';
import { table } from '../actions/src/terminal/table.ts';
import { runBenchmark, type Given, type Report } from './benchmark.ts';
import { prepareReaders, type CoverageReader } from './coverage-readers.ts';
import { writeReport } from './coverage-report.ts';
import { milliseconds, spreadCells, spreadOf } from './medians.ts';

const HOOK = fileURLToPath(new URL('peak-memory.ts', import.meta.url));
/** How many times as fast as the fastest peer it has to be. */
const FASTER = 5;

/**
 * Reading a coverage report against the libraries that npm has for it: see the README. `--runs N`: so many of each (5),
 * `--lines N`: of a report so long (1,000,000).
 */
await runBenchmark({
  counts: ['runs', 'lines'],
  withinMinutes: 20,
  async measure(given) {
    const folder = await mkdtemp(join(tmpdir(), 'tg-bench-'));
    try {
      return await measure(folder, given);
    } finally {
      await systemFiles.removeTree(folder);
    }
  },
});

interface Run {
  readonly reader: string;
  /** The whole process, its start included. */
  readonly wallMs: number;
  /** Bytes. */
  readonly peak: number;
}

async function measure(folder: string, { count, stopped, say }: Given): Promise<Report> {
  const rounds = count('runs', { fallback: 5, most: 50 });
  const lines = count('lines', { fallback: 1_000_000, most: 20_000_000 });
  const path = join(folder, 'lcov.info');
  say('Writing the report');
  const { bytes, found, hit } = await writeReport(path, lines);
  say('Installing the peers');
  const readers = await prepareReaders(folder, stopped);
  const runs: Run[] = [];
  const problems: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const reader of readers) {
      say(`${reader.name}, ${round} of ${rounds}`);
      const { said, ...run } = await runOnce(reader, path, { folder, stopped });
      runs.push(run);
      const isRight = !reader.merges || said === JSON.stringify({ found, hit });
      if (!isRight) problems.push(`Expected ${hit} of ${found} lines; ${reader.name} says ${said}`);
    }
  }
  return report(runs, readers, { lines, bytes, problems });
}

async function runOnce(
  reader: CoverageReader,
  path: string,
  { folder, stopped }: { folder: string; stopped: AbortSignal },
): Promise<Run & { said: string }> {
  const peakFile = join(folder, 'peak');
  const began = performance.now();
  const { stdout } = await execa(process.execPath, ['--import', HOOK, reader.program, path], {
    env: { PEAK_MEMORY_FILE: peakFile },
    cancelSignal: stopped,
  });
  const wallMs = performance.now() - began;
  const peak = Number(await readFile(peakFile, 'utf8')) * 1024;
  return { reader: reader.name, wallMs, peak, said: stdout };
}

function report(
  runs: readonly Run[],
  readers: readonly CoverageReader[],
  { lines, bytes, problems }: { lines: number; bytes: number; problems: string[] },
): Report {
  const figures = readers.map(({ name }) => {
    const own = runs.filter(({ reader }) => reader === name);
    return {
      name,
      wall: spreadOf(own.map(({ wallMs }) => wallMs)),
      peak: spreadOf(own.map(({ peak }) => peak)),
    };
  });
  const [ours, ...peers] = figures;
  const fastest = Math.min(...peers.map(({ wall }) => wall.median));
  const leanest = Math.min(...peers.map(({ peak }) => peak.median));
  const ratio = fastest / (ours?.wall.median ?? Number.NaN);
  const memoryRatio = leanest / (ours?.peak.median ?? Number.NaN);
  if (!(ratio >= FASTER))
    problems.push(`Expected ${FASTER} times the speed of the fastest peer; found ${ratio.toFixed(1)}.`);
  const text = table(
    [`${lines} lines, ${(bytes / 1024 / 1024).toFixed(1)} MiB`, 'median', 'least', 'most', 'peak memory'],
    figures.map(({ name, wall, peak }) => [
      name,
      ...spreadCells(wall, milliseconds),
      `${(peak.median / 1024 / 1024).toFixed(0)} MiB`,
    ]),
  );
  const told = `Fastest peer ÷ tidegate: ${ratio.toFixed(1)}; leanest: ${memoryRatio.toFixed(1)}.`;
  return {
    json: { lines, bytes, figures, ratio, memoryRatio, problems },
    text: `${text}\n${told}`,
    problems,
  };
}
