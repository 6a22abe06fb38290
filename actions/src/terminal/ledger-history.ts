import { stripVTControlCharacters } from 'node:util';
import type { Served } from '../ledger/events.ts';
import type { LedgerEntry } from '../ledger/journal.ts';
import { environmentState, type DeploymentRecord, type EnvironmentState } from '../ledger/state.ts';
import { coloured, duration, table } from './table.ts';

const REASON_COLUMNS = 30;

/** What was done to an environment, oldest first. Fits a terminal of 120 columns. */
export function ledgerHistory(entries: readonly LedgerEntry[]): string {
  const state = environmentState(entries);
  const rows = entries.flatMap((entry) => {
    const cells = cellsOf(entry, state);
    return cells === undefined ? [] : [[timeOf(entry), ...cells]];
  });
  return table(['began (UTC)', 'deployment', 'what', 'outcome', 'took'], rows);
}

function cellsOf({ event }: LedgerEntry, state: EnvironmentState): string[] | undefined {
  if (event.type === 'deployment-started') {
    const record = state.deployments.find(({ started }) => started.deployment === event.deployment);
    return record && deploymentCells(record);
  }
  if (event.type === 'mark-cleared') {
    const known = state.releases.find(({ served }) => served.release.digest === event.digest);
    const release = known?.served.release.id ?? event.digest.slice(0, 12);
    return ['–', `clear    ${release}`, quoted(event.reason), '–'];
  }
  if (event.type === 'revert-rehearsed') {
    const { candidate, asked, failed } = event;
    return ['–', `rehearse ${candidate.release.id}`, `${failed} of ${asked} requests failed`, '–'];
  }
  return undefined;
}

function deploymentCells({ started, ended }: DeploymentRecord): string[] {
  const { deployment, kind, candidate, reason } = started;
  const outcome = [
    ended === undefined ? 'not ended' : outcomeText(ended),
    ...(ended === undefined || isSame(ended.live, candidate) ? [] : [servingText(ended.live)]),
    ...(reason === undefined ? [] : [quoted(reason)]),
  ];
  return [
    deployment,
    `${kind.padEnd('rehearse'.length)} ${candidate.release.id}`,
    outcome.join('\n'),
    ended === undefined ? '–' : duration(ended.timings.totalMs),
  ];
}

function outcomeText({ outcome, reasonCode }: NonNullable<DeploymentRecord['ended']>): string {
  return outcome === reasonCode ? coloured(outcome) : `${coloured(outcome)}: ${reasonCode}`;
}

function servingText(live: Served | null): string {
  return live === null ? 'nothing serves' : `serves: ${live.release.id}`;
}

/** What a person wrote: over as many lines as it needs, and without a say over the terminal. */
function quoted(text: string): string {
  const lines: string[] = [];
  for (const word of `“${stripVTControlCharacters(text)}”`.split(/\s+/)) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && longer.length <= REASON_COLUMNS) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.join('\n');
}

function timeOf({ at }: LedgerEntry): string {
  return at.slice(0, 'YYYY-MM-DDThh:mm:ss'.length).replace('T', ' ');
}

function isSame(live: Served | null, candidate: Served): boolean {
  return live?.release.digest === candidate.release.digest && live.configHash === candidate.configHash;
}
