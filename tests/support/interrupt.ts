import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeploymentEnded, StepName } from '../../actions/src/ledger/events.ts';
import { readJournal, type LedgerEntry } from '../../actions/src/ledger/journal.ts';
import { systemFiles } from '../../actions/src/ports/files.ts';
import { waitUntil } from '../../actions/src/testing/wait-until.ts';
import type { Outcome, Workbench } from './workbench.ts';

/** A deployment under way, with the processes that can be taken from it. */
export interface UnderWay {
  readonly command: number;
  readonly host: number;
  readonly ended: Promise<Outcome>;
}

/** Starts a command and returns when its watch has begun: users reach the new release, and nothing is confirmed. */
export function startUntilWatch(
  bench: Workbench,
  environment: string,
  args: readonly string[],
): Promise<UnderWay> {
  return startUntilStep(bench, environment, { args, step: 'watched' });
}

/** Starts a command and returns when its deployment has begun the step. */
export async function startUntilStep(
  bench: Workbench,
  environment: string,
  { args, step, env = {} }: { args: readonly string[]; step: StepName; env?: Record<string, string> },
): Promise<UnderWay> {
  const before = (await ledgerOf(bench, environment)).length;
  let command = 0;
  let outcome: Outcome | undefined;
  const ended = bench
    .run(args, { env, onStart: (pid) => (command = pid) })
    .then((ending) => (outcome = ending));
  await waitUntil(async () => {
    const endedBefore = outcome;
    const entries = (await ledgerOf(bench, environment)).slice(before);
    if (entries.some(({ event }) => event.type === 'step-started' && event.step === step)) return true;
    if (endedBefore === undefined) return false;
    throw new Error(`It ended before the step ${step}:\n${endedBefore.text}`);
  }, `the step ${step} begins`);
  return { command, host: await ownerOf(bench, environment), ended };
}

/** The process that holds the environment's lock. */
export async function ownerOf({ home }: Workbench, environment: string): Promise<number> {
  const lock = await readFile(join(home, 'hosts', environment, 'lock'), 'utf8');
  return (JSON.parse(lock) as { pid: number }).pid;
}

/** Waits until a deployment, whoever asked for it, has begun the step. */
export async function reachesStep(
  bench: Workbench,
  environment: string,
  { deployment, step }: { deployment: string; step: StepName },
): Promise<void> {
  await waitUntil(async () => {
    const entries = await ledgerOf(bench, environment);
    return entries.some(
      ({ event }) => event.type === 'step-started' && event.deployment === deployment && event.step === step,
    );
  }, `${deployment} begins the step ${step}`);
}

/** The steps that the last deployment to the environment has begun. */
export async function stepsBegun(bench: Workbench, environment: string): Promise<StepName[]> {
  const entries = await ledgerOf(bench, environment);
  const from = entries.findLastIndex(({ event }) => event.type === 'deployment-started');
  return entries.slice(from).flatMap(({ event }) => (event.type === 'step-started' ? [event.step] : []));
}

/** How the last deployment to the environment ended; `undefined` while one is under way. */
export async function lastEnding(
  bench: Workbench,
  environment: string,
): Promise<DeploymentEnded | undefined> {
  const event = (await ledgerOf(bench, environment)).at(-1)?.event;
  return event?.type === 'deployment-ended' ? event : undefined;
}

/** What was read last, by path: whoever waits for a line asks a hundred times a second, and the whole chain is proven each time. */
const lastRead = new Map<string, { readonly version: string; readonly entries: LedgerEntry[] }>();

export async function ledgerOf(bench: Workbench, environment: string): Promise<LedgerEntry[]> {
  const path = join(bench.home, 'hosts', environment, 'journal.jsonl');
  const version = await versionOf(path);
  const known = lastRead.get(path);
  if (known !== undefined && version !== '' && known.version === version) return known.entries;
  const entries = await readJournal({ files: systemFiles, path });
  lastRead.set(path, { version, entries });
  return entries;
}

/** Another one after every change of the file; none while there is no file. */
async function versionOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found === undefined ? '' : [found.ino, found.size, found.mtimeNs].join(' ');
}
