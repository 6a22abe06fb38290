import { messageOf, UserError } from '../errors.ts';
import { summaryMarkdown, type SummaryPart } from '../runner/summary.ts';
import type { Job } from './job.ts';

const LABEL = 'tidegate';
/** Longer bodies are refused. https://docs.github.com/en/rest/issues */
const MOST_BYTES = 60_000;

/**
 * Tells of a failed deployment in the environment's one open issue: opened at the first, a comment at each later one, and
 * nothing twice for one run.
 */
export async function tellInIssue(
  job: Job,
  { headline, story }: { headline: string; story: readonly SummaryPart[] },
): Promise<void> {
  const { github, environment, warnings } = job;
  const title = `Deployment to ${environment.name} failed`;
  const mark = `<!-- tidegate ${github.run.id}.${github.run.attempt} -->`;
  const run = github.runUrl === null ? '' : `\n[The run](${github.runUrl})\n`;
  const body = `${mark}\n${headline}\n\n${summaryMarkdown(story, MOST_BYTES)}${run}`;
  try {
    const known = (await github.issues.labelled(LABEL)).find((issue) => issue.title === title);
    if (known === undefined) await github.issues.open({ title, body, label: LABEL });
    else if (!(await isTold(job, known, mark))) await github.issues.comment(known.number, body);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    warnings.push(`No issue tells of it: ${messageOf(error)} ${error.remedy}`);
  }
}

async function isTold(
  { github }: Job,
  { number, body }: { number: number; body: string },
  mark: string,
): Promise<boolean> {
  return body.includes(mark) || (await github.issues.commentsOf(number)).some((text) => text.includes(mark));
}
