import type { Logger } from 'pino';
import type { Database } from './database.ts';

/** Logs when the database goes away and when it is back, also while nobody asks for the service's health. */
export function watchDatabase(facts: {
  readonly database: Database;
  readonly log: Logger;
  readonly everyMs: number;
}): void {
  const { database, log, everyMs } = facts;
  let wasUp = true;
  setInterval(() => {
    void database.check().then((state) => {
      const isUp = state.status === 'up';
      if (isUp && !wasUp) log.info('The database answers again');
      if (state.status === 'down' && wasUp)
        log.error({ reason: state.reason }, 'The database does not answer');
      wasUp = isUp;
    });
  }, everyMs).unref();
}
