import type { DeploymentResult } from '../deployment/ports.ts';
import { UserError } from '../errors.ts';
import { exitCodeOf, exitCodeOfError } from '../exit-codes.ts';
import type { DeploymentOrder } from '../host-connection/host-connection.ts';
import type { SummaryPart } from '../runner/summary.ts';
import { failureStory } from './failure-story.ts';
import { tellInIssue } from './failure-issue.ts';
import type { Job } from './job.ts';
import type { Promoted } from './promotion.ts';
import { beginRecording, endRecording, type Recording } from './recording.ts';
import { refusedBy } from './refused-by.ts';

export interface Attempted {
  readonly promoted: Promoted;
  readonly exitCode: number;
  /** What is told of a release that failed. */
  readonly story: readonly SummaryPart[];
}

/** Told just before the host is asked; whatever it rejects with refuses the deployment. */
export type Begin = (order: DeploymentOrder) => Promise<void>;

/**
 * One attempt to change an environment, with its record on GitHub: written when the host is about to be asked, ended as it
 * ended. Nothing that GitHub does changes how that is.
 */
export async function attempt(job: Job, work: (begin: Begin) => Promise<Promoted>): Promise<Attempted> {
  let begun: { recording: Recording; order: DeploymentOrder } | undefined;
  async function begin(order: DeploymentOrder): Promise<void> {
    begun = { order, recording: await beginRecording(job, order) };
  }
  const { promoted, exitCode } = await ending(job, () => work(begin));
  if (begun === undefined) return { promoted, exitCode, story: [] };
  await endRecording(job, begun.recording, promoted.result);
  return { promoted, exitCode, story: await tellOfFailure(job, promoted.result, begun.order) };
}

/** Told wherever a release was taken back, or could not be. */
export async function tellOfFailure(
  job: Job,
  result: DeploymentResult,
  order: Pick<DeploymentOrder, 'deployment' | 'candidate'>,
): Promise<readonly SummaryPart[]> {
  if (result.outcome !== 'reverted' && result.outcome !== 'frozen') return [];
  const story = await failureStory(job, { result, order });
  const headline = `\`${result.outcome}\` (${result.reasonCode})`;
  await tellInIssue(job, { deployment: order.deployment, headline, story });
  return story;
}

async function ending(
  { environment }: Job,
  work: () => Promise<Promoted>,
): Promise<Pick<Attempted, 'promoted' | 'exitCode'>> {
  try {
    const promoted = await work();
    return { promoted, exitCode: exitCodeOf(promoted.result.outcome, promoted.gates?.kind) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { promoted: await refusedBy(environment, error), exitCode: exitCodeOfError(error.code) };
  }
}
