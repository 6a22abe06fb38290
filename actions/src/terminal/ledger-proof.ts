import type { Served } from '../ledger/events.ts';
import type { LedgerEntry } from '../ledger/journal.ts';
import { environmentState } from '../ledger/state.ts';
import { coloured, table } from './table.ts';

/** One thing that was looked at in a ledger. `unproven`: there was nothing to compare with. */
export interface LedgerCheck {
  readonly name: string;
  readonly found: string;
  readonly verdict: 'pass' | 'fail' | 'unproven';
}

const HEAD = 'head';

/** What a person must know about the proof: the one thing that a chain can't show by itself. */
const HEAD_ADVICE =
  'A ledger that was cut short has a whole chain too: only its head, remembered elsewhere, shows it.\n' +
  'Keep the head, and give it with --head <hash> the next time.';

/**
 * Looks whether a ledger whose chain was proven (reading it did that) also tells a history that Tidegate writes, and
 * whether it still holds `expectedHead`, the hash of what once was its last entry.
 */
export function checkLedger(
  entries: readonly LedgerEntry[],
  expectedHead: string | undefined,
): LedgerCheck[] {
  return [
    chainCheck(entries),
    endsCheck(entries),
    tokensCheck(entries),
    servedCheck(entries),
    headCheck(entries, expectedHead),
  ];
}

export function ledgerProof(checks: readonly LedgerCheck[]): string {
  const rows = checks.map(({ name, found, verdict }) => [name, found, coloured(verdict)]);
  const proof = table(['proof', 'found', ''], rows);
  const isHeadProven = checks.some(({ name, verdict }) => name === HEAD && verdict === 'pass');
  return isHeadProven ? proof : `${proof}\n${HEAD_ADVICE}`;
}

function chainCheck(entries: readonly LedgerEntry[]): LedgerCheck {
  const [first, last] = [entries[0], entries.at(-1)];
  const found = `${entries.length} entries, each with the hash of the one before,`;
  return examined('chain', `${found}\nfrom ${first?.at ?? ''} to ${last?.at ?? ''}`, entries.length);
}

/** The lock lets one deployment in at a time, and the next one ends what it finds unfinished before it begins. */
function endsCheck(entries: readonly LedgerEntry[]): LedgerCheck {
  const name = 'deployments';
  let ended = 0;
  let open: string | undefined;
  for (const { sequence, event } of entries) {
    if (event.type === 'deployment-started') {
      if (open !== undefined)
        return failed(name, `${open} did not end before line ${sequence} began another`);
      open = event.deployment;
    } else if (event.type === 'deployment-ended') {
      if (open !== event.deployment) {
        return failed(name, `${event.deployment} ends at line ${sequence} and was not under way`);
      }
      ended += 1;
      open = undefined;
    }
  }
  if (open === undefined) return examined(name, `${ended} began, and each of them ended`, ended);
  return examined(name, `${ended + 1} began, ${ended} ended; ${open} is under way, or its program died`, 1);
}

function tokensCheck(entries: readonly LedgerEntry[]): LedgerCheck {
  const name = 'tokens';
  let last: number | undefined;
  for (const { sequence, event } of entries) {
    if (event.type !== 'deployment-started') continue;
    if (last !== undefined && event.token <= last) {
      return failed(name, `token ${event.token} at line ${sequence} does not grow: ${last} stood before it`);
    }
    last = event.token;
  }
  return examined(name, `they only grow, up to ${last ?? 0}`, last === undefined ? 0 : 1);
}

function servedCheck(entries: readonly LedgerEntry[]): LedgerCheck {
  const name = 'releases';
  const { deployments } = environmentState(entries);
  const candidates = new Map(deployments.map(({ started }) => [started.deployment, started.candidate]));
  const switchedTo = new Set<string>();
  let times = 0;
  for (const { sequence, event } of entries) {
    const candidate = 'deployment' in event ? candidates.get(event.deployment) : undefined;
    if (event.type === 'step-started' && event.step === 'switched' && candidate !== undefined) {
      switchedTo.add(keyOf(candidate));
    }
    if (event.type !== 'deployment-ended' || event.live === null) continue;
    if (!switchedTo.has(keyOf(event.live))) {
      return failed(name, `${event.live.release.id} serves from line ${sequence} on and was never deployed`);
    }
    times += 1;
  }
  return examined(name, `what served was deployed before, all ${times} times`, times);
}

function headCheck(entries: readonly LedgerEntry[], expected: string | undefined): LedgerCheck {
  const name = HEAD;
  const head = entries.at(-1)?.hash;
  if (expected === undefined) return { name, found: head ?? 'none', verdict: 'unproven' };
  const at = entries.findIndex(({ hash }) => hash === expected);
  const since = entries.length - 1 - at;
  if (at === -1)
    return failed(
      name,
      `${head ?? 'none'};\n${expected} was expected and is not in it: lines were taken away`,
    );
  const found =
    since === 0 ? expected : `${head ?? ''};\nthe one expected is line ${at + 1}, with ${since} added since`;
  return { name, found, verdict: 'pass' };
}

/** A look at nothing proves nothing. */
function examined(name: string, found: string, count: number): LedgerCheck {
  return count === 0 ? { name, found: 'none', verdict: 'unproven' } : { name, found, verdict: 'pass' };
}

function failed(name: string, found: string): LedgerCheck {
  return { name, found, verdict: 'fail' };
}

function keyOf({ release, configHash }: Served): string {
  return `${release.digest} ${configHash}`;
}
