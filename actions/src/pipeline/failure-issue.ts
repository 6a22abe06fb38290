import { messageOf, UserError } from '../errors.ts';
import type { Issue } from '../github/issues.ts';
import { summaryMarkdown, type SummaryPart } from '../runner/summary.ts';
import type { Job } from './job.ts';

const LABEL = 'tidegate';
/** Longer bodies are refused. https://docs.github.com/en/rest/issues */
const MOST_BYTES = 60_000;
/** Of the issues about one environment: one that people closed told of it all the same. */
const LOOKED_THROUGH = 5;

/**
 * Tells of a failed deployment in the environment's one open issue: opened at the first, a comment at each later one, and
 * nothing twice for one deployment.
 */
export async function tellInIssue(
  job: Job,
  { deployment, headline, story }: { deployment: string; headline: string; story: readonly SummaryPart[] },
): Promise<void> {
  const { github, environment, warnings } = job;
  const title = `Deployment to ${environment.name} failed`;
  const mark = `<!-- tidegate ${deployment} -->`;
  const run = github.runUrl === null ? '' : `\n[The run](${github.runUrl})\n`;
  const body = `${mark}\n${headline}\n\n${summaryMarkdown(story, MOST_BYTES)}${run}`;
  try {
    const known = (await github.issues.labelled(LABEL, 'all')).filter((issue) => issue.title === title);
    if (await isTold(job, known.slice(0, LOOKED_THROUGH), mark)) return;
    const open = known.find(({ isOpen }) => isOpen);
    if (open === undefined) await github.issues.open({ title, body, label: LABEL });
    else await github.issues.comment(open.number, body);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    warnings.push(`No issue tells of it: ${messageOf(error)} ${error.remedy}`);
  }
}

async function isTold({ github }: Job, known: readonly Issue[], mark: string): Promise<boolean> {
  for (const { number, body } of known) {
    const texts = [body, ...(await github.issues.commentsOf(number))];
    if (texts.some((text) => text.includes(mark))) return true;
  }
  return false;
}
