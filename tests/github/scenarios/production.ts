import type { Run } from '../runner/run.ts';
import { ownServer } from './own-server.ts';
import { openTeam, type Team, type TeamWish } from './team.ts';

type Entry = ReturnType<Team['record']>[number];

/** A team that has a server of its own, which stays from job to job. */
export interface Production {
  readonly team: Team;
  /** The folder that the server keeps everything in. */
  readonly home: string;
  /** The release that serves, by GitHub’s record. */
  live(environment?: string): string | undefined;
  /** The newest of the record. */
  newest(environment?: string): Partial<Entry>;
  /** Approves the run once somebody is asked, and waits for its end. */
  through(run: Run): Promise<Run>;
  close(): Promise<void>;
}

/** What the page of the run’s production job tells; Markdown’s own escapes aside. */
export function toldBy(run: Run): string {
  return run.job('production.deploy').summary.replaceAll('\\', '');
}

export function releaseOf(run: Run): string {
  return run.job('package').outputs['release'] ?? 'no release';
}

/** Fewer jobs a push, where neither gates nor attestations are what is looked at. */
export const QUICK = { gates: ['build'], attestations: 'none' } as const;

export async function openProduction(wish: Omit<TeamWish, 'home'> = {}): Promise<Production> {
  const server = await ownServer();
  const { home } = server;
  const team = await openTeam({ gates: ['build', 'config'], ...wish, home });
  return {
    team,
    home,
    live: (environment = 'production') =>
      team.record(environment).find(({ state }) => state === 'success')?.release,
    newest: (environment = 'production') => team.record(environment)[0] ?? {},
    async through(run) {
      await team.untilAsked(run);
      await team.review(run, 'approved');
      return run.settled();
    },
    async close() {
      await team.close();
      await server.remove();
    },
  };
}
