import { created, found, ok, Refusal, type Answer, type Asked, type Routes } from '../answer.ts';
import { wrappedPageOf } from '../page.ts';
import { showJob, showRun } from '../show-run.ts';
import type { Run } from '../things.ts';

const RUN = '/actions/runs/{run_id}';
const DAY_MS = 86_400_000;
const MOST_ATTEMPTS = 50;

export const runRoutes: Routes = {
  'GET /actions/runs': (asked) => list(asked, asked.world.runs),
  'GET /actions/workflows/{workflow_id}/runs'(asked) {
    const workflow = workflowIn(asked);
    return list(
      asked,
      asked.world.runs.filter((run) => run.workflow === workflow.path),
    );
  },
  'GET /actions/workflows': (asked) =>
    wrappedPageOf(asked, 'workflows', asked.world.workflows.map(showWorkflow)),
  'GET /actions/workflows/{workflow_id}': (asked) => ok(showWorkflow(workflowIn(asked))),
  [`GET ${RUN}`]: (asked) => ok(showRun(asked.world, runIn(asked))),
  [`GET ${RUN}/attempts/{attempt_number}`](asked) {
    const run = runIn(asked);
    return ok(showRun(asked.world, run, attemptIn(asked, run)));
  },
  [`GET ${RUN}/attempts/{attempt_number}/jobs`]: (asked) => jobs(asked, attemptIn(asked, runIn(asked))),
  [`GET ${RUN}/jobs`]: (asked) =>
    jobs(asked, asked.query['filter'] === 'all' ? undefined : runIn(asked).run_attempt),
  'GET /actions/jobs/{job_id}': ({ world, params }) =>
    ok(showJob(world, found(world.jobs.find(({ id }) => id === Number(params['job_id']))))),
  [`POST ${RUN}/rerun`]: (asked) => rerun(asked, false),
  [`POST ${RUN}/rerun-failed-jobs`]: (asked) => rerun(asked, true),
  [`POST ${RUN}/cancel`]: cancel,
};

export function runIn({ world, params }: Asked): Run {
  return found(world.runs.find(({ id }) => id === Number(params['run_id'])));
}

/** By its number, or by its file’s name. */
export function workflowIn({ world, params }: Asked): Asked['world']['workflows'][number] {
  const wanted = params['workflow_id'] ?? '';
  return found(
    world.workflows.find(({ id, path }) => String(id) === wanted || path === `.github/workflows/${wanted}`),
  );
}

function showWorkflow({ id, name, path }: Asked['world']['workflows'][number]): object {
  return { id, name, path, state: 'active', node_id: `W_${id}` };
}

/** `status` takes a status or a conclusion: `waiting` is for those that wait for a review. */
function list(asked: Asked, runs: readonly Run[]): Answer {
  const { query, world } = asked;
  const chosen = runs.filter(
    (run) =>
      isWanted(query['actor'], [run.actor]) &&
      isWanted(query['branch'], [run.head_branch]) &&
      isWanted(query['event'], [run.event]) &&
      isWanted(query['head_sha'], [run.head_sha]) &&
      isWanted(query['status'], [run.status, run.conclusion]),
  );
  return wrappedPageOf(asked, 'workflow_runs', chosen.map((run) => showRun(world, run)).toReversed());
}

function isWanted(wanted: unknown, values: readonly (string | null)[]): boolean {
  return wanted === undefined || values.some((value) => value === wanted);
}

function attemptIn({ params }: Asked, run: Run): number {
  const attempt = Number(params['attempt_number']);
  return found(attempt >= 1 && attempt <= run.run_attempt ? attempt : undefined);
}

function jobs(asked: Asked, attempt: number | undefined): Answer {
  const run = runIn(asked);
  const chosen = asked.world.jobs.filter(
    (job) => job.run === run.id && (attempt === undefined || job.attempt === attempt),
  );
  return wrappedPageOf(
    asked,
    'jobs',
    chosen.map((job) => showJob(asked.world, job)),
  );
}

/** The same commit and the first actor’s rights, within 30 days. https://docs.github.com/en/actions/how-tos/manage-workflow-runs/re-run-workflows-and-jobs */
function rerun(asked: Asked, isOnlyFailed: boolean): Answer {
  const { world, caller } = asked;
  const run = runIn(asked);
  if (run.status !== 'completed') throw new Refusal(403, 'This workflow is already running');
  if (world.time() - Date.parse(run.created_at) > 30 * DAY_MS)
    throw new Refusal(403, 'Unable to re-run this workflow run because it was created over a month ago');
  if (run.run_attempt >= MOST_ATTEMPTS) throw new Refusal(403, 'This workflow run has been re-run too often');
  if (isOnlyFailed && run.conclusion === 'success')
    throw new Refusal(403, 'This workflow run cannot be retried: no job failed');
  run.run_attempt += 1;
  run.triggering_actor = caller.login;
  run.status = 'queued';
  run.conclusion = null;
  const payload = { workflow_run: showRun(world, run), only_failed: isOnlyFailed };
  world.events.tell({ event: 'rerun', action: 'requested', payload, by: caller });
  return created({});
}

function cancel(asked: Asked): Answer {
  const run = runIn(asked);
  if (run.status === 'completed') throw new Refusal(409, 'Cannot cancel a workflow run that is completed.');
  for (const pending of [...run.pending]) pending.settle('rejected');
  const payload = { workflow_run: showRun(asked.world, run) };
  asked.world.events.tell({ event: 'cancel', action: 'requested', payload, by: asked.caller });
  return { status: 202, content: {} };
}
