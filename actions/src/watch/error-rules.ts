import {
  chanceOfNoDifference,
  chanceUnderLimit,
  failedProbes,
  failedRequests,
  type LookedAt,
  type Share,
  type Trial,
} from './trial.ts';

/**
 * Probes and requests are never added up: our own probes are among the requests that the release counts, and a failure
 * counted twice would look twice as certain.
 */
const SOURCES = { probes: failedProbes, requests: failedRequests } as const;

/** No statistics are needed to see this, and no minimum of samples: it ends the watch at once. */
export function mostAnswersDoNotFail({ candidate, limits }: LookedAt): Trial[] {
  return Object.entries(SOURCES).map(([place, failuresOf]) => {
    const share = failuresOf(candidate);
    return errorTrial({
      place,
      share,
      failed: mostFail(share, limits.maxErrorRatio),
      limit: 'fewer than 5, or fewer than half',
      numbers: { rule: 'mostAnswersDoNotFail' },
    });
  });
}

export function probeErrorsAreUnderTheLimit({ candidate, limits, level }: LookedAt): Trial[] {
  const share = failedProbes(candidate);
  const p = chanceUnderLimit(share, limits.maxErrorRatio);
  return [
    errorTrial({
      place: 'probes',
      share,
      failed: p <= level,
      limit: `at most ${percent(limits.maxErrorRatio)}`,
      numbers: { rule: 'probeErrorsAreUnderTheLimit', limit: limits.maxErrorRatio, p, level },
    }),
  ];
}

export function requestErrorsAreUnderTheLimit({ candidate, baseline, limits, level }: LookedAt): Trial[] {
  const share = failedRequests(candidate);
  const before = failedRequests(baseline ?? { routes: undefined });
  const p = chanceUnderLimit(share, limits.maxErrorRatio);
  const beforeWasOver = chanceUnderLimit(before, limits.maxErrorRatio) <= level;
  return [
    errorTrial({
      place: 'requests',
      share,
      failed: p <= level,
      // Were the candidate worse than that, requestErrorsAreNotMoreThanBefore would say so.
      wasSoBefore: beforeWasOver,
      limit: `at most ${percent(limits.maxErrorRatio)}`,
      numbers: {
        rule: 'requestErrorsAreUnderTheLimit',
        limit: limits.maxErrorRatio,
        baseline: { ...before },
        p,
        level,
      },
    }),
  ];
}

/** A share under `maxErrorRatio` is acceptable by the policy, even where the release before had a smaller one. */
export function requestErrorsAreNotMoreThanBefore({ candidate, baseline, limits, level }: LookedAt): Trial[] {
  if (baseline === undefined) return [];
  const share = failedRequests(candidate);
  const before = failedRequests(baseline);
  const p = chanceOfNoDifference(share, before);
  return [
    errorTrial({
      place: 'requests',
      share,
      failed: p <= level && share.bad > share.total * limits.maxErrorRatio,
      limit: `about the ${describe(before)} of the release before`,
      numbers: { rule: 'requestErrorsAreNotMoreThanBefore', baseline: { ...before }, p, level },
    }),
  ];
}

/**
 * 5 or more failures that are half of all. Where the policy accepts more than 5 % of failures, 5 of 10 can be chance
 * (6 in 100,000 at 5 %, 3 in 100 at 20 %), and the tests alone decide.
 */
export function mostFail({ bad, total }: Share, maxErrorRatio: number): boolean {
  return bad >= 5 && bad * 2 >= total && maxErrorRatio <= 0.05;
}

function errorTrial(facts: {
  place: string;
  share: Share;
  failed: boolean;
  wasSoBefore?: boolean;
  limit: string;
  numbers: Trial['numbers'];
}): Trial {
  const { place, share, failed, wasSoBefore = false, limit, numbers } = facts;
  return {
    code: 'errors-high',
    place,
    failed,
    wasSoBefore,
    message: `Of the ${place}, ${describe(share)} failed; acceptable is ${limit}.`,
    numbers: { ...numbers, place, ...share, failed },
  };
}

function describe({ bad, total }: Share): string {
  return `${bad} of ${total}${total === 0 ? '' : ` (${percent(bad / total)})`}`;
}

function percent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(3))} %`;
}
