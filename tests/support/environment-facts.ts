import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJournal } from '../../actions/src/ledger/journal.ts';
import { environmentState } from '../../actions/src/ledger/state.ts';
import { statusOf } from '../../actions/src/pipeline/status.ts';
import { systemFiles } from '../../actions/src/ports/files.ts';
import { openEnvironment } from './ask-host.ts';
import { secretsOf, type Outcome, type Workbench } from './workbench.ts';

/** What can be seen without asking any of our programs. */
export interface HostFacts {
  /** What is recorded as live. */
  readonly recorded: string | null;
  /** The releases that answered at the environment's address, of many questions. */
  readonly serving: readonly string[];
  /** The releases that run, whether users reach them or not. */
  readonly running: readonly string[];
  readonly bad: readonly string[];
  /** The deployments that began and of which no end is recorded. */
  readonly unfinished: readonly string[];
}

export interface EnvironmentFacts extends HostFacts {
  readonly healthy: boolean;
}

const QUESTIONS = 8;

/** As `status` tells it, which must agree with what is seen. The command itself is a start of a program more. */
export async function factsOf(bench: Workbench, name: string): Promise<EnvironmentFacts> {
  const { project } = await openEnvironment(bench, name);
  const status = (await statusOf(project)).find((environment) => environment.name === name);
  if (status === undefined) throw new Error(`no environment ${name}`);
  return {
    ...(await hostFactsOf(bench, name, status.url)),
    recorded: status.release?.id ?? null,
    bad: status.bad.map(({ id }) => id),
    healthy: status.healthy,
  };
}

export async function hostFactsOf(bench: Workbench, name: string, url: string): Promise<HostFacts> {
  const path = join(bench.home, 'hosts', name, 'journal.jsonl');
  const state = environmentState(await readJournal({ files: systemFiles, path }));
  const answers = await Promise.all(Array.from({ length: QUESTIONS }, () => servingAt(url)));
  const names = await readdir(join(bench.home, 'hosts', name, 'run'));
  const running = names.filter((file) => file.endsWith('.order.json') && file !== 'front.order.json');
  return {
    recorded: state.live?.release.id ?? null,
    serving: [...new Set(answers)],
    running: running.map((file) => file.slice(0, -'.abcdef.order.json'.length)),
    bad: state.releases.filter(({ mark }) => mark === 'bad').map(({ served }) => served.release.id),
    unfinished: state.deployments.filter(({ ended }) => !ended).map(({ started }) => started.deployment),
  };
}

async function servingAt(url: string): Promise<string> {
  const answer = await fetch(`${url}/health`, { headers: { connection: 'close' } });
  return ((await answer.json()) as { release: { id: string } }).release.id;
}

/** The places where a secret of the environment stands that should not: outputs, the journal, the evidence. */
export async function leaksOf(
  bench: Workbench,
  name: string,
  outcomes: readonly Outcome[],
): Promise<string[]> {
  const journal = await readFile(join(bench.home, 'hosts', name, 'journal.jsonl'), 'utf8');
  const secrets = await secretsOf(bench.home, name);
  const places = {
    journal,
    ...Object.fromEntries(outcomes.map(({ text }, index) => [`output ${index}`, text])),
  };
  return Object.entries(places)
    .filter(([, text]) => secrets.some((secret) => text.includes(secret)))
    .map(([place]) => place);
}
