import { openJob } from '../pipeline/job.ts';
import type { Runner } from '../runner/runner.ts';
import type { TaskReport } from '../runner/task-action.ts';
import type { WatchInputs } from './inputs.ts';
import { looking } from './looking.ts';
import { watchRecord } from './record.ts';
import { report } from './report.ts';
import { watchRevertTarget } from './revert-target.ts';
import { tell } from './tell.ts';

/** Whether an environment is as the record says, and whether it could go back. */
export async function watchEnvironment(
  given: WatchInputs & { readonly environment: string },
  runner: Runner,
): Promise<TaskReport> {
  const job = await openJob({ ...given, secrets: [], withoutSecrets: true }, runner);
  const { name: environment } = job.environment;
  const watched = [
    await looking({ subject: 'record', environment }, () => watchRecord(job)),
    await looking({ subject: 'revert target', environment }, () => watchRevertTarget(job)),
  ];
  await tell(job.github, { title: `Watch of ${environment}`, watched, warnings: job.warnings });
  return report(watched, job.warnings);
}
