import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSystemError } from '../errors.ts';
import type { DeploymentResult } from '../deployment/ports.ts';
import { hostLayout, instanceOf } from '../host/layout.ts';
import type { DeploymentOrder } from '../host-connection/host-connection.ts';
import type { LedgerEntry } from '../ledger/journal.ts';
import type { SummaryPart } from '../runner/summary.ts';
import type { Job } from './job.ts';

const LOG_LINES = 40;
const LONGEST_LINE = 300;

/** What is told of a release that failed: on the job's page, and in the issue. */
export async function failureStory(
  job: Job,
  { result, order }: { result: DeploymentResult; order: Pick<DeploymentOrder, 'deployment' | 'candidate'> },
): Promise<readonly SummaryPart[]> {
  const { environment } = job;
  const ledger = await environment.host.ledger().catch((): LedgerEntry[] => []);
  const { totalMs, detectMs, decideMs, actMs } = result.timings;
  const rows = [
    ['environment', environment.name],
    ['release', order.candidate.release.id],
    ['failing signal', `${result.reasonCode}: ${result.summary}`],
    ['first seen', firstBadTime(ledger, order.deployment, detectMs) ?? 'unknown'],
    ['serves now', result.live?.release.id ?? 'nothing that is known'],
    ['until it was seen', milliseconds(detectMs)],
    ['until it was decided', milliseconds(decideMs)],
    ['until the release before served again', milliseconds(actMs)],
    ['the whole deployment', milliseconds(totalMs)],
  ];
  const log = await logTail(job, order);
  return [
    { kind: 'table', head: ['', ''], rows, of: 'facts' },
    ...diffPart(job, { from: result.live?.release.commit, to: order.candidate.release.commit }),
    ...(log === undefined ? [] : [logPart(log)]),
  ];
}

/** From the switch to the first look that saw the fault, where users met it; else when it ended. */
export function firstBadTime(
  ledger: readonly Pick<LedgerEntry, 'event' | 'at'>[],
  deployment: string,
  detectMs: number | undefined,
): string | undefined {
  const own = ledger.filter(({ event }) => 'deployment' in event && event.deployment === deployment);
  const switched = own.find(({ event }) => event.type === 'step-finished' && event.step === 'switched');
  if (switched !== undefined && detectMs !== undefined)
    return new Date(Date.parse(switched.at) + Math.round(detectMs)).toISOString();
  return own.find(({ event }) => event.type === 'deployment-ended')?.at;
}

function milliseconds(span: number | undefined): string {
  return span === undefined ? 'not measured' : `${Math.round(span)} ms`;
}

/** A link to what lies between the commit that serves, if any is known, and the one that failed. */
export function diffPart(
  { github }: Pick<Job, 'github'>,
  { from, to }: { from: string | undefined; to: string },
): SummaryPart[] {
  if (github.url === null || from === undefined || from === to) return [];
  return [{ kind: 'markdown', text: `[What changed](${github.url}/compare/${from}...${to})` }];
}

/** The end of what the release itself wrote. The host is this machine. */
async function logTail(
  { environment, secretValues }: Job,
  { candidate }: Pick<DeploymentOrder, 'candidate'>,
): Promise<string | undefined> {
  const layout = hostLayout(environment.hostRoot);
  const path = join(layout.logs, `${instanceOf(layout, candidate).name}.log`);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return '';
    throw error;
  });
  const lines = text.trimEnd().split('\n').slice(-LOG_LINES);
  const tail = lines.map((line) => line.slice(0, LONGEST_LINE)).join('\n');
  return tail.trim() === '' ? undefined : withoutSecrets(tail, secretValues);
}

/** An issue masks nothing by itself. The longest first: one secret may be a part of another. */
export function withoutSecrets(text: string, secretValues: readonly string[]): string {
  const values = secretValues.filter((value) => value.length >= 4).toSorted((a, b) => b.length - a.length);
  return values.reduce((masked, value) => masked.replaceAll(value, '***'), text);
}

/** A fence longer than any in the text, so that the text can't end it. */
function logPart(log: string): SummaryPart {
  const longest = Math.max(2, ...[...log.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return { kind: 'markdown', text: `The end of the release’s log:\n\n${fence}text\n${log}\n${fence}` };
}
