import { createHash } from 'node:crypto';
import { messageOf, UserError } from '../errors.ts';
import type { GithubConnection } from '../pipeline/github-connection.ts';
import { summaryMarkdown } from '../runner/summary.ts';
import type { Watched } from '../watchers/watched.ts';
import { findingsOf, tableOf } from './report.ts';

const LABEL = 'tidegate';
/** Longer bodies are refused. https://docs.github.com/en/rest/issues */
const MOST_BYTES = 60_000;

interface Wish {
  /** Of the one issue that is kept. */
  readonly title: string;
  readonly watched: readonly Watched[];
  /** Takes what could not be told; that changes nothing of what was seen. */
  readonly warnings: string[];
}

/** Keeps one issue: opened when something is wrong, added to when it is something else, and closed when all is well again. */
export async function tell(
  github: Pick<GithubConnection, 'issues' | 'runUrl'>,
  { title, watched, warnings }: Wish,
): Promise<void> {
  try {
    await keepIssue(github, { title, watched });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    warnings.push(`No issue tells of it: ${messageOf(error)} ${error.remedy}`);
  }
}

async function keepIssue(
  { issues, runUrl }: Pick<GithubConnection, 'issues' | 'runUrl'>,
  { title, watched }: Omit<Wish, 'warnings'>,
): Promise<void> {
  const findings = findingsOf(watched);
  const known = (await issues.labelled(LABEL)).find((issue) => issue.title === title);
  const run = runUrl === null ? '' : `\n[The run](${runUrl})\n`;
  if (findings.length === 0) {
    if (known === undefined) return;
    await issues.comment(known.number, `All is well again.\n${run}`);
    await issues.close(known.number);
    return;
  }
  const rows = findings.map(({ message, remedy = '', code }) => [message, remedy, code]);
  const table = { kind: 'table' as const, head: ['what', 'what to do', 'reason'], rows, of: 'findings' };
  const mark = markOf(rows);
  const body = `${mark}\n${summaryMarkdown([table, tableOf(watched)], MOST_BYTES)}${run}`;
  if (known === undefined) await issues.open({ title, body, label: LABEL });
  else if ((await lastTold(issues, known)) !== mark) await issues.comment(known.number, body);
}

/** The same for the same findings: what was told last night is not told again. */
function markOf(rows: readonly (readonly string[])[]): string {
  return `<!-- tidegate watch ${createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 16)} -->`;
}

async function lastTold(
  issues: GithubConnection['issues'],
  { number, body }: { number: number; body: string },
): Promise<string | undefined> {
  const texts = [body, ...(await issues.commentsOf(number))];
  return texts.flatMap((text) => /<!-- tidegate watch \w+ -->/.exec(text) ?? []).at(-1);
}
