import { UserError } from '../../actions/src/errors.ts';
import type { LedgerEntry } from '../../actions/src/ledger/journal.ts';
import { metricsOf } from '../../actions/src/ledger/metrics.ts';
import { commitTimes } from '../../actions/src/pipeline/commit-times.ts';
import { ledgerHistory } from '../../actions/src/terminal/ledger-history.ts';
import { ledgerMetrics } from '../../actions/src/terminal/ledger-metrics.ts';
import { checkLedger, ledgerProof, type LedgerCheck } from '../../actions/src/terminal/ledger-proof.ts';
import type { Ending, Invocation } from '../perform.ts';
import { environmentOf, open } from './open.ts';

/** Reading the ledger proves its chain: one that was changed ends the command with `ledger-broken`. */
export async function ledger(invocation: Invocation): Promise<Ending> {
  const { options, repository } = invocation;
  const expectedHead = options.head === undefined ? undefined : headOf(options.head);
  const environment = environmentOf(await open(invocation), invocation);
  const entries = await environment.host.ledger();
  const isProofAsked = options.verify === true || expectedHead !== undefined;
  const checks = checkLedger(entries, expectedHead);
  if (isProofAsked) assertWhole(checks, environment.name);
  const metrics = metricsOf(entries, {
    now: Date.now(),
    commitTimes: await commitTimes(repository, commitsIn(entries)),
  });
  const parts = [
    ...(entries.length === 0
      ? [`Nothing was deployed to ${environment.name} yet.`]
      : [ledgerHistory(entries), ledgerMetrics(metrics)]),
    isProofAsked ? ledgerProof(checks) : brief(entries),
  ];
  return {
    json: {
      environment: environment.name,
      verified: true,
      head: entries.at(-1)?.hash ?? null,
      entries,
      metrics,
    },
    text: parts.filter((part) => part !== '').join('\n'),
    exitCode: 0,
  };
}

function headOf(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new UserError({
    code: 'usage',
    message: `Expected --head to be a hash of 64 hexadecimal digits; found ${JSON.stringify(text)}.`,
    remedy: 'Give the head that an earlier run of this command showed.',
  });
}

function assertWhole(checks: readonly LedgerCheck[], environment: string): void {
  const failed = checks.filter(({ verdict }) => verdict === 'fail');
  if (failed.length === 0) return;
  const problems = failed.map(({ name, found }) => `${name}: ${found.replaceAll('\n', ' ')}`);
  throw new UserError({
    code: 'ledger-broken',
    message: `The ledger of ${environment} is not the one that Tidegate wrote. ${problems.join('; ')}.`,
    remedy:
      'Put the file back from a backup. Without one, compare what serves with what is recorded before anything is deployed.',
  });
}

function commitsIn(entries: readonly LedgerEntry[]): string[] {
  return entries.flatMap(({ event }) =>
    event.type === 'deployment-started' ? [event.candidate.release.commit] : [],
  );
}

function brief(entries: readonly LedgerEntry[]): string {
  const last = entries.at(-1);
  return last === undefined ? '' : `${entries.length} entries, chained whole; the last is ${last.hash}`;
}
