import { setTimeout as delay } from 'node:timers/promises';
import { findEnvironment, openProject } from '../actions/src/pipeline/project.ts';
import { table } from '../actions/src/terminal/table.ts';
import { StrictClient, type Failure } from '../tests/support/strict-client.ts';
import { BENCHED, withBenchedEnvironment, type BenchedEnvironment } from './benched-environment.ts';
import { runBenchmark, type Given, type Report } from './benchmark.ts';
import { startLoad, type LoadResult } from './load.ts';
import { milliseconds, spreadCells, type Spread } from './medians.ts';
import { performRounds, type Round } from './rounds.ts';
import { switchFigures, type SwitchFigures } from './switch-figures.ts';

/** How long the slow route of each release takes; different, so that its answers tell who gave them. */
const SLOW_MS = [300, 301] as const;
const DEFECTS = [
  { defect: 'slow-route', ms: SLOW_MS[0] },
  { defect: 'slow-route', ms: SLOW_MS[1] },
] as const;
const WARM_UP_MS = 4000;
const MOST_ACT_RATIO = 0.1;
const LISTED_FAILURES = 50;

/** What switches and the host's own reverts do to users: see the README. `--switches N`: so many of each (20). */
await runBenchmark({
  counts: ['switches'],
  withinMinutes: 20,
  async measure(given) {
    const switches = given.count('switches', { fallback: 20, most: 200 });
    return withBenchedEnvironment(DEFECTS, given, (environment) => measure(environment, switches, given));
  },
});

interface Traffic {
  readonly loaded: LoadResult;
  readonly strict: LoadResult;
}

async function measure(
  { bench, artifacts }: BenchedEnvironment,
  count: number,
  { stopped, say }: Given,
): Promise<Report> {
  const variables = { TIDEGATE_HOME: bench.home, TIDEGATE_PORT_BASE: String(bench.portBase) };
  const project = await openProject(bench.repository, variables);
  const environment = findEnvironment(project, BENCHED);
  const load = startLoad(environment.url);
  const client = new StrictClient(environment.url);
  try {
    await delay(WARM_UP_MS, undefined, { signal: stopped });
    const rounds = await performRounds({ project, environment, artifacts, stopped }, count, say);
    const traffic = { loaded: await load.stop(), strict: await stopStrict(client) };
    const releaseOfSlow = new Map(
      artifacts.map(({ release }, index) => [String(SLOW_MS[index]), release.id] as const),
    );
    const { answers } = traffic.loaded;
    return report({ rounds, traffic, figures: switchFigures({ answers, rounds, releaseOfSlow }) });
  } finally {
    await client.stop();
    await load.kill();
  }
}

async function stopStrict(client: StrictClient): Promise<LoadResult> {
  const { answers, failures } = await client.stop();
  return {
    answers: answers.map((answer) => ({ ...answer, at: sinceEpoch(answer.at), said: '' })),
    failures: failures.map((failure) => ({ ...failure, at: sinceEpoch(failure.at) })),
  };
}

function sinceEpoch(at: number): number {
  return performance.timeOrigin + at;
}

function report(measured: { rounds: readonly Round[]; traffic: Traffic; figures: SwitchFigures }): Report {
  const { rounds, traffic, figures } = measured;
  const counts = Object.fromEntries(
    Object.entries(traffic).map(([name, { answers, failures }]: [string, LoadResult]) => [
      name,
      { asked: answers.length + failures.length, failed: failures.length },
    ]),
  );
  const switches = rounds.filter(({ kind }) => kind === 'switch').length;
  const problems = [...failureLines(traffic, rounds)];
  if (!(figures.actRatio < MOST_ACT_RATIO))
    problems.push(
      `Expected a revert to take less than ${MOST_ACT_RATIO} of a start; found ${figures.actRatio.toFixed(3)}.`,
    );
  const json = { switches, reverts: rounds.length - switches, requests: counts, ...figures, problems };
  return { json, text: text(json), problems };
}

function failureLines({ loaded, strict }: Traffic, rounds: readonly Round[]): string[] {
  // The strict client's first: they are fewer, and tell which kind of user it was.
  const failures = [
    ...strict.failures.map((failure) => ({ ...failure, client: 'strict client' })),
    ...loaded.failures.map((failure) => ({ ...failure, client: 'autocannon' })),
  ];
  const lines = failures
    .slice(0, LISTED_FAILURES)
    .map(({ client, name, what, at }) => `Failed: ${client}, ${name}: ${what}, ${whenWas({ at }, rounds)}.`);
  if (failures.length > lines.length) lines.push(`… and ${failures.length - lines.length} more failed.`);
  return lines;
}

function whenWas({ at }: Pick<Failure, 'at'>, rounds: readonly Round[]): string {
  const nearest = rounds
    .flatMap(({ kind, toCandidate, back }) => [
      { what: kind === 'switch' ? 'a switch' : 'a switch to be reverted', at: toCandidate.at },
      ...(back === undefined ? [] : [{ what: 'a revert', at: back.at }]),
    ])
    .sort((one, other) => Math.abs(one.at - at) - Math.abs(other.at - at))[0];
  const when = new Date(at).toISOString();
  if (nearest === undefined) return when;
  const apart = Math.round(at - nearest.at);
  return `${when}, ${Math.abs(apart)} ms ${apart < 0 ? 'before' : 'after'} ${nearest.what}`;
}

function text(
  facts: SwitchFigures & { requests: Record<string, { asked: number; failed: number }> },
): string {
  const { requests, p99, p99Ratio, lastOldPage, lastOldSlow, askedToRename, act, start, actRatio } = facts;
  return table(
    ['switches and reverts under traffic', 'median', 'least', 'most'],
    [
      ...Object.entries(requests).map(([name, { asked, failed }]) =>
        one(
          `requests asked by ${name === 'strict' ? 'the strict client' : 'autocannon'}: failed`,
          `${asked}: ${failed}`,
        ),
      ),
      one('p99 of pages and writes, steady', milliseconds(p99.steady)),
      one(
        '… in the 2 s around a switch',
        `${milliseconds(p99.aroundSwitches)}, ${p99Ratio.switches.toFixed(2)}×`,
      ),
      one(
        '… in the 2 s around a revert',
        `${milliseconds(p99.aroundReverts)}, ${p99Ratio.reverts.toFixed(2)}×`,
      ),
      spread('deployment asked for → rename', askedToRename),
      spread('switch: rename → last page of the old release', lastOldPage.switches),
      spread('switch: rename → last 300 ms answer of the old release', lastOldSlow.switches),
      spread('revert: rename → last page of the reverted release', lastOldPage.reverts),
      spread('revert: rename → last 300 ms answer of it', lastOldSlow.reverts),
      spread('revert: decision → rename done', act),
      spread('start of a release → proven', start),
      one('a revert against a start', `${actRatio.toFixed(3)} (limit ${MOST_ACT_RATIO})`),
    ],
  );
}

function spread(name: string, value: Spread): string[] {
  return [name, ...spreadCells(value, milliseconds)];
}

function one(name: string, value: string): string[] {
  return [name, value, '', ''];
}
