import { STEPS, type StepName, type Timings } from '../actions/src/ledger/events.ts';
import { table } from '../actions/src/terminal/table.ts';
import type { Workbench } from '../tests/support/workbench.ts';
import { deployArtifact, withBenchedEnvironment, type BenchedEnvironment } from './benched-environment.ts';
import { runBenchmark, type Given, type Report } from './benchmark.ts';
import { measureCold } from './cold.ts';
import { milliseconds, spreadCells, spreadOf, type Spread } from './medians.ts';
import { runPackage, type PackageRun } from './package-run.ts';

/** Any two applications without a defect, told apart by their nonce. */
const DEFECTS = [
  { defect: 'none', nonce: 1 },
  { defect: 'none', nonce: 2 },
] as const;

/**
 * What the parts of the pipeline take: see the README. `--runs N`: so many of each (10); `--cold`: a fresh clone with an
 * empty npm cache instead, once or `--runs N` times.
 */
await runBenchmark({
  flags: ['cold'],
  counts: ['runs'],
  withinMinutes: 60,
  async measure(given) {
    if (given.has('cold')) return measureCold(given.count('runs', { fallback: 1, most: 10 }), given);
    const runs = given.count('runs', { fallback: 10, most: 100 });
    return withBenchedEnvironment(DEFECTS, given, (environment) => measure(environment, runs, given));
  },
});

interface Deployed {
  readonly wallMs: number;
  readonly timings: Timings;
}

async function measure(environment: BenchedEnvironment, runs: number, given: Given): Promise<Report> {
  const { bench, artifacts } = environment;
  const { stopped, say } = given;
  async function repeat<Result>(what: string, once: (turn: number) => Promise<Result>): Promise<Result[]> {
    const results: Result[] = [];
    for (let turn = 1; turn <= runs; turn += 1) {
      stopped.throwIfAborted();
      say(`${what}, run ${turn} of ${runs}`);
      results.push(await once(turn));
    }
    return results;
  }
  const packaged = await repeat('package', () => runPackage(bench.home, stopped));
  const deployed = await repeat('deploy', (turn) => deployOnce(bench, artifacts[turn % 2 === 0 ? 0 : 1]));
  const statuses = await repeat('status', () => askStatus(bench));
  return report({ runs, packaged, deployed, statuses });
}

async function deployOnce(bench: Workbench, artifact: BenchedEnvironment['artifacts'][0]): Promise<Deployed> {
  const began = performance.now();
  const { timings } = await deployArtifact(bench, artifact);
  return { wallMs: performance.now() - began, timings: timings as Timings };
}

async function askStatus(bench: Workbench): Promise<number> {
  const began = performance.now();
  const { exitCode, text } = await bench.run(['status']);
  if (exitCode !== 0) throw new Error(`status ended with ${exitCode}.\n${text}`);
  return performance.now() - began;
}

function report(measured: {
  runs: number;
  packaged: readonly PackageRun[];
  deployed: readonly Deployed[];
  statuses: readonly number[];
}): Report {
  const { runs, packaged, deployed, statuses } = measured;
  const steps = Object.fromEntries(
    STEPS.map(
      (step) => [step, spreadOf(deployed.flatMap(({ timings }) => timings.steps[step] ?? []))] as const,
    ),
  ) as Record<StepName, Spread>;
  const json = {
    runs,
    package: {
      wallMs: spreadOf(packaged.map(({ wallMs }) => wallMs)),
      peakBytes: spreadOf(packaged.map(({ peak }) => peak)),
      treePeakBytes: spreadOf(packaged.flatMap(({ treePeak }) => treePeak ?? [])),
      artifactBytes: packaged[0]?.artifact ?? Number.NaN,
    },
    deploy: {
      wallMs: spreadOf(deployed.map(({ wallMs }) => wallMs)),
      totalMs: spreadOf(deployed.map(({ timings }) => timings.totalMs)),
      stepsMs: steps,
    },
    statusMs: spreadOf(statuses),
  };
  return { json, text: text(json), problems: [] };
}

function text(facts: {
  runs: number;
  package: { wallMs: Spread; peakBytes: Spread; treePeakBytes: Spread; artifactBytes: number };
  deploy: { wallMs: Spread; totalMs: Spread; stepsMs: Record<StepName, Spread> };
  statusMs: Spread;
}): string {
  const { package: packaged, deploy, statusMs, runs } = facts;
  return table(
    [`the parts, ${runs} runs of each`, 'median', 'least', 'most'],
    [
      ['package, the whole command', ...spreadCells(packaged.wallMs, milliseconds)],
      ['package, peak memory of its process', ...spreadCells(packaged.peakBytes, mebibytes)],
      ['package, peak memory with esbuild', ...spreadCells(packaged.treePeakBytes, mebibytes)],
      ['artifact', mebibytes(packaged.artifactBytes), '', ''],
      ['deploy, the whole command', ...spreadCells(deploy.wallMs, milliseconds)],
      ['deploy, on the host', ...spreadCells(deploy.totalMs, milliseconds)],
      ...STEPS.map((step) => [
        `  ${step}${step === 'watched' ? ' (a window of 1 s)' : ''}`,
        ...spreadCells(deploy.stepsMs[step], milliseconds),
      ]),
      ['status, until its answer', ...spreadCells(statusMs, milliseconds)],
    ],
  );
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
