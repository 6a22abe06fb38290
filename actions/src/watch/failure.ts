import type { Finding } from '../verdict/verdict.ts';
import { baselineProblem } from './baseline-problem.ts';
import type { WatchObservation } from './observation.ts';
import type { LookedAt, Trial } from './trial.ts';
import type { Ending } from './watch-verdict.ts';

interface Evidence {
  readonly fault: WatchObservation['fault'];
  readonly trials: readonly Trial[];
  readonly at: LookedAt;
}

/** What speaks against the release at this look, or that the same speaks against the one before it. */
export function failureOf({ fault, trials, at }: Evidence): Ending | undefined {
  const failed = trials.filter((trial) => trial.failed);
  const findings: Finding[] = [...(fault === undefined ? [] : [fault]), ...failed.map(findingOf)];
  const [first] = findings;
  if (first === undefined) return undefined;
  const outside = baselineProblem(at, first.code) ?? chronicProblem({ fault, trials: failed });
  if (outside === undefined) {
    return { kind: 'fail', reasonCode: first.code, summary: first.message, findings };
  }
  return {
    kind: 'both-failing',
    reasonCode: 'both-failing',
    summary: `${first.message} But ${outside}`,
    findings: [
      {
        code: 'both-failing',
        message: outside,
        place: 'the release before',
        remedy:
          'Look for the fault outside: the database, the machine, the network, or a limit that is too strict.',
      },
      ...findings,
    ],
  };
}

function chronicProblem({ fault, trials }: Omit<Evidence, 'at'>): string | undefined {
  const chronic = fault === undefined && trials.every((trial) => trial.wasSoBefore);
  return chronic ? 'the release before was over the same limit before the switch.' : undefined;
}

function findingOf({ code, message, place }: Trial): Finding {
  return { code, message, place };
}
