import { basename, dirname } from 'node:path/posix';
import { takesAway } from '../../database/contract-problem.ts';
import { UserError } from '../../errors.ts';
import type { Database } from '../../deployment/ports.ts';
import type { Host } from '../host/host.ts';
import type { Program } from '../host/program.ts';
import type { SimulatedRelease } from '../releases.ts';

interface Surroundings {
  readonly host: Host;
  readonly program: Program;
  readonly releases: readonly SimulatedRelease[];
}

/** Each migration, and each restore, is one transaction: all or nothing, in one turn. */
export function simulatedDatabase({ host, program, releases }: Surroundings): Database {
  const server = host.database;
  function query<Result>(what: string, act: () => Result): Promise<Result> {
    return program.perform(`database ${what}`, () => {
      if (host.timeline.now < server.downUntil) throw unreachable();
      return act();
    });
  }
  return {
    check: () => query('check', () => undefined),
    schema: () => query('schema', () => server.schema()),
    // Nobody in the simulation lists them.
    saved: () => query('saved', () => []),
    restore: ({ migration }) =>
      query(`restore ${migration}`, () => {
        if (!server.putBack(migration)) throw nothingSaved(migration);
        return { migration, parts: [], notRestored: [] };
      }),
    async migrate({ folder }) {
      const id = basename(dirname(folder));
      const wanted = releases.find(({ release }) => release.id === id)?.manifest.migrations ?? [];
      const applied: string[] = [];
      for (const migration of wanted) {
        const { name } = migration;
        await query(`migrate ${name}`, () => {
          if (!server.apply(name, { takesAway: takesAway(migration) })) return;
          applied.push(name);
          host.watch.migrated(host, name);
        });
      }
      return applied;
    },
  };
}

function nothingSaved(migration: string): UserError {
  const message = `Nothing was saved before ${migration}.`;
  return new UserError({ code: 'nothing-saved', message, remedy: 'Do nothing.' });
}

function unreachable(): UserError {
  const message = 'Expected PostgreSQL to answer; it does not.';
  return new UserError({ code: 'database-unreachable', message, remedy: 'Start it.' });
}
