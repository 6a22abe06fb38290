import { memoryServer } from '../runner/memory-server.ts';
import type { ServerPort } from '../runner/server-port.ts';
import type { StandIn } from '../runner/stand-in.ts';
import type { StepView } from '../runner/job-view.ts';
import { openWorld } from '../runner/world.ts';
import { FACT, stepText, type Account } from './account.ts';
import { payloadOf, VARIABLES, type Case } from './case.ts';

export interface OursWish {
  readonly repository: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly standIns?: Readonly<Record<string, StandIn>>;
  /** By file name, instead of what the repository has. */
  readonly workflows?: Readonly<Record<string, string>>;
}

/** On the runner for tests. */
export async function runOurs(one: Case, wish: OursWish): Promise<Account> {
  const { repository, secrets, standIns = {}, workflows } = wish;
  const heard: string[] = [];
  const server = hearing(memoryServer({ secrets, variables: VARIABLES }), heard);
  const world = await openWorld({
    repository,
    server,
    standIns,
    ...(workflows === undefined ? {} : { workflows }),
  });
  try {
    const { event, inputs, workflow } = one;
    const run = await world.trigger({ event, inputs, workflow, payload: payloadOf(one) });
    await run.settled();
    if (run.problems.length > 0) throw new Error(`${workflow} did not start: ${run.problems.join(' ')}`);
    const ran = run.jobs.filter(({ conclusion }) => conclusion !== 'skipped');
    const jobs = ran.map((job) => {
      const place = (what: string): number => heard.indexOf(`${job.name} ${what}`);
      return [
        sorted(job.name),
        {
          result: String(job.conclusion),
          steps: job.steps.filter(isMain).map(({ name, outcome }) => stepText(name, outcome)),
          facts: job.log.filter((line) => FACT.test(line)),
          began: place('in_progress'),
          ended: place('completed'),
        },
      ] as const;
    });
    return { conclusion: run.conclusion === 'success' ? 'success' : 'failure', jobs: new Map(jobs) };
  } finally {
    await world.close();
  }
}

/** What is left out act does not tell of, and of posts only what they print. */
function isMain({ name, outcome }: StepView): boolean {
  return outcome !== 'skipped' && !name.startsWith('Post ');
}

/** Notes when a job begins and ends. */
function hearing(server: ServerPort, heard: string[]): ServerPort {
  const names = new Map<number, string>();
  return {
    ...server,
    addJob(run, wish) {
      const id = server.addJob(run, wish);
      names.set(id, wish.name);
      return id;
    },
    progressJob(id, progress) {
      heard.push(`${names.get(id) ?? ''} ${progress.status}`);
      server.progressJob(id, progress);
    },
  };
}

/** act's values of a matrix have no order. */
function sorted(name: string): string {
  return name.replace(/\((.*)\)$/, (_, values: string) => `(${values.split(', ').toSorted().join(', ')})`);
}
