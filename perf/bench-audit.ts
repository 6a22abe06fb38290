import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { systemFiles } from '../actions/src/ports/files.ts';
import { table } from '../actions/src/terminal/table.ts';
import { runBenchmark, type Given, type Report } from './benchmark.ts';
import { LARGE_KINDS, largeProject, type LargeKind } from './large-lock-files.ts';
import { PEERS, writeReaders, type Readers } from './lock-file-readers.ts';
import { milliseconds, spreadCells, spreadOf, type Spread } from './medians.ts';

const KINDS = Object.keys(LARGE_KINDS) as LargeKind[];

/**
 * How long a large lock file takes to be read, and how much memory, against a library that reads the same file: see the
 * README. `--packages N` in each (5000); `--rounds N` (10).
 */
await runBenchmark({
  counts: ['packages', 'rounds'],
  withinMinutes: 30,
  async measure(given) {
    const packages = given.count('packages', { fallback: 5000, most: 100_000 });
    const rounds = given.count('rounds', { fallback: 10, most: 100 });
    const folder = await mkdtemp(join(tmpdir(), 'tg-bench-'));
    try {
      given.say('Installing the other libraries');
      const readers = await writeReaders(folder, given.stopped);
      for (const kind of KINDS) await writeLarge(join(folder, 'projects', kind), kind, packages);
      return report(packages, await performRounds({ folder, readers, rounds, packages }, given));
    } finally {
      await systemFiles.removeTree(folder);
    }
  },
});

async function writeLarge(folder: string, kind: LargeKind, packages: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(largeProject(kind, packages)))
    await writeFile(join(folder, name), text);
}

interface Stage {
  readonly folder: string;
  readonly readers: Readers;
  readonly rounds: number;
  readonly packages: number;
}

interface Reading {
  readonly wallMs: number;
  readonly peak: number;
}

/** One after the other, whoever was second is first the next time: what the machine does besides meets both alike. */
interface Pair {
  readonly kind: LargeKind;
  readonly ours: Reading;
  readonly peer: Reading;
}

async function performRounds(stage: Stage, { stopped, say }: Given): Promise<Pair[]> {
  const { folder, readers, rounds, packages } = stage;
  const pairs: Pair[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of KINDS) {
      stopped.throwIfAborted();
      say(`${kind}, round ${round + 1} of ${rounds}`);
      const project = join(folder, 'projects', kind);
      const programs = { ours: readers.ours, peer: readers.peers[kind] ?? '' };
      const order = round % 2 === 0 ? (['ours', 'peer'] as const) : (['peer', 'ours'] as const);
      const readings: Partial<Record<'ours' | 'peer', Reading>> = {};
      for (const who of order)
        readings[who] = await readOnce({ program: programs[who], project, packages }, stopped);
      const { ours, peer } = readings;
      if (ours !== undefined && peer !== undefined) pairs.push({ kind, ours, peer });
    }
  }
  return pairs;
}

async function readOnce(
  { program, project, packages }: { program: string; project: string; packages: number },
  stopped: AbortSignal,
): Promise<Reading> {
  const began = performance.now();
  const { stdout } = await execa(process.execPath, [program, project], { cancelSignal: stopped });
  const wallMs = performance.now() - began;
  const { count, peak } = JSON.parse(stdout) as { count: number; peak: number };
  if (count !== packages) throw new Error(`${program} found ${count} packages of ${packages}.`);
  return { wallMs, peak };
}

function report(packages: number, pairs: readonly Pair[]): Report {
  const measured = KINDS.map((kind) => {
    const of = pairs.filter((pair) => pair.kind === kind);
    return {
      kind,
      peer: `${PEERS[kind].name} ${PEERS[kind].version}`,
      oursMs: spreadOf(of.map(({ ours }) => ours.wallMs)),
      peerMs: spreadOf(of.map(({ peer }) => peer.wallMs)),
      timeRatio: spreadOf(of.map(({ ours, peer }) => ours.wallMs / peer.wallMs)),
      oursPeakBytes: spreadOf(of.map(({ ours }) => ours.peak)),
      peerPeakBytes: spreadOf(of.map(({ peer }) => peer.peak)),
      memoryRatio: spreadOf(of.map(({ ours, peer }) => ours.peak / peer.peak)),
    };
  });
  return { json: { packages, measured }, text: text(packages, measured), problems: [] };
}

function text(
  packages: number,
  measured: readonly ({ kind: string; peer: string } & Record<
    'oursMs' | 'peerMs' | 'timeRatio' | 'oursPeakBytes' | 'peerPeakBytes' | 'memoryRatio',
    Spread
  >)[],
): string {
  const rows = measured.flatMap(({ kind, peer, ...spreads }) => [
    [`${kind}: ours`, ...spreadCells(spreads.oursMs, milliseconds)],
    [`${kind}: ${peer}`, ...spreadCells(spreads.peerMs, milliseconds)],
    [`${kind}: time, ours / theirs`, ...spreadCells(spreads.timeRatio, ratio)],
    [`${kind}: peak memory, ours`, ...spreadCells(spreads.oursPeakBytes, mebibytes)],
    [`${kind}: peak memory, theirs`, ...spreadCells(spreads.peerPeakBytes, mebibytes)],
    [`${kind}: peak memory, ours / theirs`, ...spreadCells(spreads.memoryRatio, ratio)],
  ]);
  return table([`a lock file of ${packages} packages`, 'median', 'least', 'most'], rows);
}

function ratio(value: number): string {
  return value.toFixed(2);
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(0)} MiB`;
}
