import type { WorkflowRun } from '../github/runs.ts';
import type { Finding } from '../verdict/verdict.ts';
import { judged, type Watched } from './watched.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** GitHub fails a job that nobody approved for 30 days: https://docs.github.com/en/actions/reference/limits */
const WAITS_MS = 3 * DAY_MS;
/** GitHub drops a job that no self-hosted runner took for 24 hours: https://docs.github.com/en/actions/reference/limits */
const QUEUES_MS = 2 * HOUR_MS;
/** So long a push may take to become a run. */
const BEGINS_MS = HOUR_MS;

/** What ends a run that did not do what it is for, and is red nowhere. */
const DROPPED: ReadonlySet<string | null> = new Set([
  'cancelled',
  'skipped',
  'stale',
  'startup_failure',
  'action_required',
]);

export interface RunFacts {
  /** Those that wait, for whatever it is. */
  readonly unfinished: readonly WorkflowRun[];
  /** The newest commit of the branch that is deployed from, and the pipeline’s runs of it, the newest first. */
  readonly newest: { readonly commit: string; readonly at: Date; readonly runs: readonly WorkflowRun[] };
}

/** Names the runs that wait too long, and a newest commit that no run brought anywhere. */
export function judgeRuns({ unfinished, newest }: RunFacts, now: Date): Watched {
  const seen = `${unfinished.length} unfinished runs, none for too long; the newest commit had its run.`;
  return judged({ subject: 'runs', environment: '', seen }, [
    ...unfinished.flatMap((run) => waitingFor(run, now)),
    ...droppedIn(newest, now),
  ]);
}

function waitingFor({ name, status, startedAt, page }: WorkflowRun, now: Date): Finding[] {
  const age = now.getTime() - Date.parse(startedAt);
  const since = `since ${startedAt}`;
  if (status === 'waiting' && age > WAITS_MS)
    return [
      {
        code: 'run-waiting',
        place: page,
        message: `A run of ${name} waits for a reviewer ${since}.`,
        remedy: 'Approve or reject it; GitHub fails it after 30 days.',
      },
    ];
  if (status !== 'waiting' && age > QUEUES_MS)
    return [
      {
        code: 'run-waiting',
        place: page,
        message: `A run of ${name} waits for a machine ${since}.`,
        remedy: 'See that a runner with its labels is there; GitHub drops the job after 24 hours.',
      },
    ];
  return [];
}

function droppedIn({ commit, at, runs }: RunFacts['newest'], now: Date): Finding[] {
  const [newest] = runs;
  const short = commit.slice(0, 7);
  const remedy = 'Start the pipeline by hand for main.';
  if (newest === undefined)
    return now.getTime() - at.getTime() < BEGINS_MS
      ? []
      : [
          {
            code: 'run-dropped',
            message: `No run of the pipeline began for the newest commit ${short}.`,
            remedy,
          },
        ];
  if (newest.status !== 'completed' || !DROPPED.has(newest.conclusion)) return [];
  return [
    {
      code: 'run-dropped',
      place: newest.page,
      message: `The pipeline’s run for the newest commit ${short} ended as ${newest.conclusion ?? 'nothing'}.`,
      remedy,
    },
  ];
}
