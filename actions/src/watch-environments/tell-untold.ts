import type { RecordedDeployment, RecordedState } from '../deployment-record/recorded-state.ts';
import { tellInIssue } from '../pipeline/failure-issue.ts';
import { diffPart } from '../pipeline/failure-story.ts';
import type { Job } from '../pipeline/job.ts';
import type { SummaryPart } from '../runner/summary.ts';

/** What is told when it happens; a refusal changed nothing. */
const TOLD = /^(?<how>reverted|taken back|frozen): (?<signal>.*)$/s;

/**
 * Makes up for what no issue tells of the deployments since the live one: GitHub was out of order, or the run was gone, when
 * they failed.
 */
export async function tellUntold(job: Job, { live, known }: RecordedState): Promise<void> {
  for (const deployment of known) {
    const { how, signal = '' } = TOLD.exec(deployment.statuses[0]?.description ?? '')?.groups ?? {};
    if (deployment.id < (live?.id ?? 0) || how === undefined) continue;
    await tellInIssue(job, {
      deployment: deployment.payload.deployment,
      headline: `\`${how}\``,
      story: storyOf(job, { deployment, signal, live }),
    });
  }
}

/** What the record has. The log of the release stays on its host: this job knows no secret that it could mask. */
function storyOf(
  job: Job,
  {
    deployment: { id, payload, statuses },
    signal,
    live,
  }: { deployment: RecordedDeployment; signal: string; live: RecordedDeployment | null },
): readonly SummaryPart[] {
  const { run } = payload;
  const rows = [
    ['environment', job.environment.name],
    ['release', payload.release],
    ['failing signal', signal],
    ['began', statuses.at(-1)?.at ?? 'unknown'],
    ['serves now', live?.payload.release ?? 'nothing that is known'],
    ['run', `${run.id}, attempt ${run.attempt}`],
    ['deployment on GitHub', String(id)],
  ];
  return [
    { kind: 'table', head: ['', ''], rows, of: 'facts' },
    { kind: 'markdown', text: 'Told late: when it happened, no issue could be written.' },
    ...diffPart(job, { from: live?.payload.commit, to: payload.commit }),
  ];
}
