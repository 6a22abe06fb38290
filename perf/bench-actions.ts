import { table } from '../actions/src/terminal/table.ts';
import { withActionBundles, type ActionBundle } from './action-bundles.ts';
import { runBenchmark, type Given, type Report } from './benchmark.ts';
import { bundleSizes, type BundleSizes } from './bundle-sizes.ts';
import { milliseconds, spreadCells, spreadOf, type Spread } from './medians.ts';
import { timeStart } from './start-time.ts';

/** A gate's step is one of many in a job, and is not to be felt. */
const MOST_OVER_MS = 100;
/** No action has an input of this name, so that each ends before it looks at anything. */
const UNKNOWN_INPUT = { INPUT_NOBODY_KNOWS: 'this' };

/**
 * What an action costs before it looks at anything: see the README. `--runs N`: so many starts of each (20); `--sample`: the
 * sample action of the frame alone.
 */
await runBenchmark({
  flags: ['sample'],
  counts: ['runs'],
  withinMinutes: 20,
  measure(given) {
    const runs = given.count('runs', { fallback: 20, most: 200 });
    return withActionBundles({ isSample: given.has('sample') }, (bundles) => measure(bundles, runs, given));
  },
});

interface Measured extends BundleSizes {
  readonly action: string;
  readonly startMs: Spread;
  /** Over bare Node in the same turn. */
  readonly overMs: Spread;
}

async function measure(
  { bare, actions }: { bare: string; actions: readonly ActionBundle[] },
  runs: number,
  { stopped, say }: Given,
): Promise<Report> {
  const programs = [bare, ...actions.map(({ program }) => program)];
  const turns: ReadonlyMap<string, number>[] = [];
  // The first turn finds everything on the disk, the later ones in memory: it is not counted.
  for (let turn = 0; turn <= runs; turn += 1) {
    stopped.throwIfAborted();
    say(`Turn ${turn} of ${runs}`);
    // Every second turn the other way round: a machine that grows slower or faster favours none.
    const measured = await startAll(turn % 2 === 0 ? programs : programs.toReversed(), bare);
    if (turn > 0) turns.push(measured);
  }
  const bareMs = turns.map((turn) => turn.get(bare) ?? Number.NaN);
  const measured = actions.map(async ({ action, program }): Promise<Measured> => {
    const startMs = turns.map((turn) => turn.get(program) ?? Number.NaN);
    return {
      action,
      startMs: spreadOf(startMs),
      overMs: spreadOf(startMs.map((ms, turn) => ms - (bareMs[turn] ?? Number.NaN))),
      ...(await bundleSizes(program)),
    };
  });
  return report({ runs, bareMs: spreadOf(bareMs), actions: await Promise.all(measured) });
}

async function startAll(programs: readonly string[], bare: string): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  for (const program of programs) {
    const expected = program === bare ? { exitCode: 0 } : { exitCode: 2, says: 'inputs-invalid' };
    times.set(program, await timeStart(program, { variables: UNKNOWN_INPUT, ...expected }));
  }
  return times;
}

function report(json: { runs: number; bareMs: Spread; actions: readonly Measured[] }): Report {
  const { runs, bareMs, actions } = json;
  const text = [
    table(
      [`starts, ${runs} of each`, 'median', 'least', 'most', 'over bare Node'],
      [
        ['bare Node', ...spreadCells(bareMs, milliseconds), ''],
        ...actions.map(({ action, startMs, overMs }) => [
          action,
          ...spreadCells(startMs, milliseconds),
          milliseconds(overMs.median),
        ]),
      ],
    ),
    table(
      ['bundles', 'own file', 'loaded at the start', 'with all its chunks'],
      actions.map(({ action, ownBytes, startBytes, allBytes }) => [
        action,
        ...[ownBytes, startBytes, allBytes].map(kibibytes),
      ]),
    ),
  ].join('\n');
  const slow = actions.filter(({ overMs }) => !(overMs.median <= MOST_OVER_MS));
  const problems = slow.map(
    ({ action, overMs }) =>
      `${action} starts ${milliseconds(overMs.median)} after bare Node; acceptable are ${MOST_OVER_MS} ms.`,
  );
  return { json, text, problems };
}

function kibibytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}
