import { join } from 'node:path';
import { readExceptions } from '../audit/exceptions-file.ts';
import { askGit } from '../git/run-git.ts';
import { connectGithub, type GithubConnection } from '../pipeline/github-connection.ts';
import { loadPolicy } from '../policy/load.ts';
import { jobOf } from '../runner/job.ts';
import type { Runner } from '../runner/runner.ts';
import type { TaskReport } from '../runner/task-action.ts';
import { judgeExceptions } from '../watchers/judge-exceptions.ts';
import { judgeRuns } from '../watchers/judge-runs.ts';
import type { Watched } from '../watchers/watched.ts';
import type { WatchInputs } from './inputs.ts';
import { looking } from './looking.ts';
import { report } from './report.ts';
import { tell } from './tell.ts';

/** The workflow that brings a commit to the environments. */
const PIPELINE = 'pipeline.yml';

/** What belongs to no environment: runs that wait or were dropped, and exceptions that are about to end. */
export async function watchRepository(given: WatchInputs, runner: Runner): Promise<TaskReport> {
  const { workspace, commit } = jobOf(runner);
  runner.mask(given.token);
  const policy = await loadPolicy(join(workspace, given.policy));
  const github = connectGithub(given.token, runner.variables);
  const file = policy.gates.audit?.exceptions;
  const watched = [
    await looking({ subject: 'runs', environment: '' }, () => watchRuns(github, { workspace, commit })),
    await looking({ subject: 'exceptions', environment: '' }, async () => {
      const now = new Date();
      const exceptions =
        file === undefined ? [] : await readExceptions({ folder: workspace, path: file, now });
      return judgeExceptions(exceptions, now);
    }),
  ];
  const warnings: string[] = [];
  await tell(github, { title: 'Watch of runs and exceptions', watched, warnings });
  return report(watched, warnings);
}

async function watchRuns(
  { runs }: GithubConnection,
  { workspace, commit }: { workspace: string; commit: string },
): Promise<Watched> {
  const unfinished = await runs.unfinished();
  const at = await madeAt(workspace, commit);
  return judgeRuns(
    { unfinished, newest: { commit, at, runs: await runs.ofCommit(PIPELINE, commit) } },
    new Date(),
  );
}

/** When the commit was made; the beginning of time where git does not say: then it should have had its run. */
async function madeAt(workspace: string, commit: string): Promise<Date> {
  const said = await askGit(workspace, ['show', '--no-patch', '--format=%cI', commit]);
  return new Date(said === undefined ? 0 : said.toString('utf8').trim());
}
