import { quantileOfValues } from '../actions/src/statistics/quantile.ts';
import type { Answer } from './load.ts';
import { spreadOf, type Spread } from './medians.ts';
import type { Rename, Round } from './rounds.ts';

export interface SwitchFigures {
  /** Milliseconds, of pages and writes: what sleeps on purpose would hide the rest. */
  readonly p99: { readonly steady: number; readonly aroundSwitches: number; readonly aroundReverts: number };
  /** Against steady state. */
  readonly p99Ratio: { readonly switches: number; readonly reverts: number };
  /** Milliseconds from a rename to the last answer of the release that left. */
  readonly lastOldPage: { readonly switches: Spread; readonly reverts: Spread };
  /** The same of requests that take 300 ms by themselves: one that was under way ends where it began. */
  readonly lastOldSlow: { readonly switches: Spread; readonly reverts: Spread };
  /** Milliseconds from asking the host to the switch's rename. */
  readonly askedToRename: Spread;
  /** Milliseconds from the decision to go back until the rename was done. */
  readonly act: Spread;
  /** Milliseconds from the start of a release to its proof: what a revert without a warm release would cost. */
  readonly start: Spread;
  /** `act` against `start`, by their medians. */
  readonly actRatio: number;
}

interface Measured {
  readonly answers: readonly Answer[];
  readonly rounds: readonly Round[];
  /** The release of an answer to `/slow`, by what it says. */
  readonly releaseOfSlow: ReadonlyMap<string, string>;
}

/** A window around a rename is two seconds wide. */
const WINDOW_HALF_MS = 1000;
/** No release answers longer than this after it left: draining and stopping end before. */
const LONGEST_LEAVE_MS = 10_000;

export function switchFigures(measured: Measured): SwitchFigures {
  const { answers, rounds } = measured;
  const quick = answers.filter(({ name }) => name !== 'slow');
  const switches = rounds.filter(({ kind }) => kind === 'switch').map(({ toCandidate }) => toCandidate);
  const reverts = rounds.flatMap(({ back }) => (back === undefined ? [] : [back]));
  const steady = p99(
    quick,
    rounds.map((round) => round.steady),
  );
  const aroundSwitches = p99(quick, switches.map(windowAround));
  const aroundReverts = p99(quick, reverts.map(windowAround));
  const act = spreadOf(rounds.flatMap(({ timings }) => timings.actMs ?? []));
  const start = spreadOf(
    rounds.map(({ timings: { steps } }) => (steps.started ?? Number.NaN) + (steps.proven ?? Number.NaN)),
  );
  return {
    p99: { steady, aroundSwitches, aroundReverts },
    p99Ratio: { switches: aroundSwitches / steady, reverts: aroundReverts / steady },
    lastOldPage: lastOld(measured, { name: 'page', switches, reverts }),
    lastOldSlow: lastOld(measured, { name: 'slow', switches, reverts }),
    askedToRename: spreadOf(rounds.map(({ askedAt, toCandidate }) => toCandidate.at - askedAt)),
    act,
    start,
    actRatio: act.median / start.median,
  };
}

function p99(answers: readonly Answer[], windows: readonly { from: number; to: number }[]): number {
  const inside = answers.filter(({ at }) => windows.some(({ from, to }) => at >= from && at < to));
  return quantileOfValues(
    inside.map(({ ms }) => ms),
    0.99,
  );
}

function windowAround({ at }: Rename): { from: number; to: number } {
  return { from: at - WINDOW_HALF_MS, to: at + WINDOW_HALF_MS };
}

function lastOld(
  measured: Measured,
  { name, switches, reverts }: { name: string; switches: readonly Rename[]; reverts: readonly Rename[] },
): { switches: Spread; reverts: Spread } {
  const all = measured.rounds.flatMap(({ toCandidate, back }) =>
    back === undefined ? [toCandidate] : [toCandidate, back],
  );
  const answers = measured.answers.filter((answer) => answer.name === name);
  function spread(renames: readonly Rename[]): Spread {
    return spreadOf(
      renames.map((rename) => {
        const next = all.find(({ at }) => at > rename.at)?.at ?? Infinity;
        const until = Math.min(next, rename.at + LONGEST_LEAVE_MS);
        const old = answers.filter(
          (answer) =>
            answer.at >= rename.at && answer.at < until && releaseOf(measured, answer) === rename.from,
        );
        return Math.max(0, ...old.map(({ at }) => at - rename.at));
      }),
    );
  }
  return { switches: spread(switches), reverts: spread(reverts) };
}

function releaseOf({ releaseOfSlow }: Measured, { name, said }: Answer): string | undefined {
  return name === 'slow' ? releaseOfSlow.get(said) : said;
}
