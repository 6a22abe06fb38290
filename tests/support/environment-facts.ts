import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readJournal } from '../../actions/src/ledger/journal.ts';
import { environmentState } from '../../actions/src/ledger/state.ts';
import { systemFiles } from '../../actions/src/ports/files.ts';
import { secretsOf, type Outcome, type Workbench } from './workbench.ts';

export interface EnvironmentFacts {
  /** What is recorded as live. */
  readonly recorded: string | null;
  /** The releases that answered at the environment's address, of many questions. */
  readonly serving: readonly string[];
  /** The releases that run, whether users reach them or not. */
  readonly running: readonly string[];
  readonly bad: readonly string[];
  /** The deployments that began and of which no end is recorded. */
  readonly unfinished: readonly string[];
  readonly healthy: boolean;
}

const releaseSchema = z.object({ id: z.string() });
const statusSchema = z.object({
  environments: z.array(
    z.object({
      name: z.string(),
      url: z.string(),
      release: releaseSchema.nullable(),
      bad: z.array(releaseSchema),
      healthy: z.boolean(),
    }),
  ),
});

const QUESTIONS = 8;

export async function factsOf(bench: Workbench, name: string): Promise<EnvironmentFacts> {
  const { environments } = statusSchema.parse((await bench.run(['status'])).json);
  const status = environments.find((environment) => environment.name === name);
  if (status === undefined) throw new Error(`no environment ${name}`);
  const answers = await Promise.all(Array.from({ length: QUESTIONS }, () => servingAt(status.url)));
  const names = await readdir(join(bench.home, 'hosts', name, 'run'));
  const running = names.filter((file) => file.endsWith('.order.json') && file !== 'front.order.json');
  return {
    recorded: status.release?.id ?? null,
    serving: [...new Set(answers)],
    running: running.map((file) => file.slice(0, -'.abcdef.order.json'.length)),
    bad: status.bad.map(({ id }) => id),
    unfinished: await unfinishedIn(bench, name),
    healthy: status.healthy,
  };
}

async function unfinishedIn({ home }: Workbench, name: string): Promise<string[]> {
  const path = join(home, 'hosts', name, 'journal.jsonl');
  const { deployments } = environmentState(await readJournal({ files: systemFiles, path }));
  return deployments.filter(({ ended }) => ended === undefined).map(({ started }) => started.deployment);
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
