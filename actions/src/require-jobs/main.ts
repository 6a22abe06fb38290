import { UserError } from '../errors.ts';
import { EXIT_CODES } from '../exit-codes.ts';
import { postStatus } from '../github/commit-status.ts';
import { done } from '../runner/done.ts';
import { jobOf } from '../runner/job.ts';
import type { Runner } from '../runner/runner.ts';
import type { TaskAction, TaskReport } from '../runner/task-action.ts';
import { objections } from './decide.ts';
import { inputs, type Inputs } from './inputs.ts';

/** What the ruleset of main asks for. */
const CONTEXT = 'ci-ok';

/** The last job's judgement over all others: each went well, or was meant to be left out. */
export const action: TaskAction<Inputs> = {
  name: 'require-jobs',
  inputs,
  outputs: [],
  async perform(given, runner) {
    if (given.token !== undefined) runner.mask(given.token);
    const report = reportOf(given);
    await tellCommit(given, report, runner);
    return report;
  },
};

function reportOf({ needs, 'may-skip': maySkip }: Inputs): TaskReport {
  const names = Object.keys(needs);
  const findings = objections(needs, maySkip);
  const skipped = names.filter((name) => needs[name]?.result === 'skipped');
  const rows = names.map((name) => [name, needs[name]?.result ?? '']);
  const parts = [{ kind: 'table', head: ['job', 'result'], rows, of: 'jobs' }] as const;
  const [first] = findings;
  if (first === undefined)
    return done({
      summary: `${names.length - skipped.length} jobs succeeded; ${skipped.length} were meant to be left out.`,
      outputs: {},
      parts,
    });
  return {
    outcome: 'refused',
    reasonCode: first.code,
    summary: findings.map(({ message }) => message).join(' '),
    findings,
    facts: {},
    parts,
    annotations: [],
    exitCode: EXIT_CODES.refused.code,
  };
}

async function tellCommit(given: Inputs, { exitCode, summary }: TaskReport, runner: Runner): Promise<void> {
  const { token, 'status-commit': commit } = given;
  if (commit === undefined) return;
  if (token === undefined) throw noToken();
  const { api, repository, page } = jobOf(runner);
  await postStatus(
    { base: api, token, repository },
    {
      commit,
      state: exitCode === 0 ? 'success' : 'failure',
      context: CONTEXT,
      description: summary.slice(0, 140),
      page,
    },
  );
}

function noToken(): UserError {
  return new UserError({
    code: 'inputs-invalid',
    message: 'token: expected a value beside status-commit, found none.',
    remedy: 'Give `token: ${{ github.token }}`, and the job `statuses: write`.',
  });
}
