import { basename, dirname } from 'node:path/posix';
import { UserError } from '../../errors.ts';
import type { LiveSchema } from '../../database/migrations/schema.ts';
import type { Database } from '../../deployment/ports.ts';
import type { Program } from '../host/program.ts';
import type { SimulatedRelease } from '../releases.ts';

/** The one database that all hosts share. */
export interface DatabaseServer {
  /** Virtual time from which on it answers. */
  downUntil: number;
  version: number;
  /** A migration of somebody else took away what every release reads. */
  isOutgrown: boolean;
}

/** Behind every migration that releases come with. */
const ELSEWHERE = { number: 9, name: '0009_elsewhere' };

interface Surroundings {
  readonly program: Program;
  readonly server: DatabaseServer;
  readonly now: () => number;
  readonly releases: readonly SimulatedRelease[];
}

export function simulatedDatabase({ program, server, now, releases }: Surroundings): Database {
  function query<Result>(what: string, act: () => Result): Promise<Result> {
    return program.perform(`database ${what}`, () => {
      if (now() < server.downUntil) throw unreachable();
      return act();
    });
  }
  return {
    check: () => query('check', () => undefined),
    schema: () => query('schema', () => schemaOf(server)),
    saved: () => query('saved', () => []),
    restore: () => query('restore', nothingSaved),
    async migrate({ folder }) {
      const id = basename(dirname(folder));
      const wanted = releases.find(({ release }) => release.id === id)?.manifest.migrations ?? [];
      const applied: string[] = [];
      for (const [index, { name }] of wanted.entries()) {
        await query(`migrate ${name}`, () => {
          if (server.version >= index + 1) return;
          server.version = index + 1;
          applied.push(name);
        });
      }
      return applied;
    },
  };
}

function schemaOf({ version, isOutgrown }: DatabaseServer): LiveSchema {
  const { number, name } = ELSEWHERE;
  return isOutgrown
    ? { version: number, floor: number, contracts: [name] }
    : { version, floor: 0, contracts: [] };
}

/** No simulated migration takes anything away. */
function nothingSaved(): never {
  throw new UserError({ code: 'nothing-saved', message: 'Nothing was ever saved.', remedy: 'Do nothing.' });
}

function unreachable(): UserError {
  const message = 'Expected PostgreSQL to answer; it does not.';
  return new UserError({ code: 'database-unreachable', message, remedy: 'Start it.' });
}
