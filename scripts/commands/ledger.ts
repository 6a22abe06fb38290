import type { LedgerEntry } from '../../actions/src/ledger/journal.ts';
import { coloured, duration, table } from '../../actions/src/terminal/table.ts';
import type { Ending, Invocation } from '../perform.ts';
import { environmentOf, open } from './open.ts';

export async function ledger(invocation: Invocation): Promise<Ending> {
  const environment = environmentOf(await open(invocation), invocation);
  const entries = await environment.host.ledger();
  const last = entries.at(-1);
  const text =
    last === undefined
      ? `Nothing was deployed to ${environment.name} yet.`
      : `${history(entries)}\n${entries.length} entries, chained whole; the last is ${last.hash}`;
  return {
    json: { environment: environment.name, verified: true, head: last?.hash ?? null, entries },
    text,
    exitCode: 0,
  };
}

function history(entries: readonly LedgerEntry[]): string {
  const releases = new Map(
    entries.flatMap(({ event }) =>
      event.type === 'deployment-started'
        ? [[event.deployment, `${event.kind} ${event.candidate.release.id}`]]
        : [],
    ),
  );
  const rows = entries.flatMap(({ at, event }) =>
    event.type === 'deployment-ended'
      ? [
          [
            at,
            event.deployment,
            releases.get(event.deployment) ?? '–',
            coloured(event.outcome),
            event.reasonCode,
            event.live?.release.id ?? '–',
            duration(event.timings.totalMs),
          ],
        ]
      : [],
  );
  return table(['ended', 'deployment', 'what', 'outcome', 'reason', 'served then', 'took'], rows);
}
