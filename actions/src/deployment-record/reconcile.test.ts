import { describe, expect, it } from '@jest/globals';
import type { Outcome } from '../ledger/events.ts';
import type { DeploymentRecord } from '../ledger/state.ts';
import type { Digest } from '../release/release.ts';
import { reconcile } from './reconcile.ts';
import { recordedState } from './recorded-state.ts';
import { recordedAs } from './testing/recorded.ts';

const RUN = { id: '9', attempt: 1 };

/** `1 a deployed`: the host's deployment `d-1` of the release a, and how it ended; without an end it is under way. */
function ledger(lines: readonly string[]): { deployments: DeploymentRecord[] } {
  return { deployments: lines.map(deploymentIn) };
}

function deploymentIn(line: string): DeploymentRecord {
  const [number = '', letter = '', outcome] = line.split(' ');
  const release = {
    id: `1.0.0-${letter}`,
    version: '1.0.0',
    commit: letter.repeat(40),
    digest: letter.repeat(64) as Digest,
  };
  const candidate = { release, configHash: '' };
  const deployment = `d-${number}`;
  return {
    started: {
      type: 'deployment-started',
      deployment,
      kind: 'deploy',
      candidate,
      revertTarget: null,
      token: 1,
      planHash: '',
      confirmHash: '',
      schema: null,
    },
    startedAt: '',
    stepsStarted: [],
    stepsFinished: [],
    targetOutgrown: undefined,
    endedAt: undefined,
    ended:
      outcome === undefined
        ? undefined
        : {
            type: 'deployment-ended',
            deployment,
            outcome: outcome as Outcome,
            reasonCode: outcome === 'reverted' ? 'errors-high' : 'deployed',
            summary: '',
            findings: [],
            live: candidate,
            marks: [],
            timings: { totalMs: 0, steps: {} },
          },
  };
}

/** Host, record → what is corrected. */
const TABLE: readonly (readonly [string, readonly string[], readonly string[], readonly string[]])[] = [
  ['both know nothing', [], [], []],
  ['both agree', ['1 a deployed'], ['deploy a success'], []],
  ['a host that was made anew says nothing', [], ['deploy a success', 'deploy b in_progress'], []],
  [
    'the end was never written',
    ['1 a deployed', '2 b reverted'],
    ['deploy a success', 'deploy b in_progress'],
    ['end 2 reverted errors-high'],
  ],
  ['not even the beginning of the statuses was', ['1 a deployed'], ['deploy a'], ['end 1 deployed deployed']],
  ['one is under way on the host', ['1 a deployed', '2 b'], ['deploy a success', 'deploy b in_progress'], []],
  [
    'the host was never asked',
    ['1 a deployed'],
    ['deploy a success', 'deploy b in_progress'],
    ['end 2 refused interrupted'],
  ],
  [
    'nothing of it was written',
    ['1 a deployed', '2 b reverted', '3 c deployed'],
    ['deploy a success'],
    ['add b reverted errors-high', 'add c deployed deployed'],
  ],
  [
    'a host with a history comes to a record without one',
    ['1 a deployed', '2 b deployed', '3 c reverted'],
    [],
    ['add b deployed deployed'],
  ],
  ['a frozen one came to an end', ['1 a deployed'], ['deploy a error'], ['end 1 deployed deployed']],
  ['a frozen one is frozen still', ['1 a frozen'], ['deploy a error'], []],
];

describe('the record becomes what the host’s ledger says', () => {
  it.each(TABLE)('when %s', (_when, host, recorded, corrections) => {
    const state = recordedState(recordedAs(recorded));
    const told = reconcile(ledger(host), state, RUN).map((correction) => {
      const { outcome, reasonCode } = correction.end;
      const what =
        correction.kind === 'end' ? `end ${correction.id}` : `add ${correction.payload.digest[0] ?? ''}`;
      return `${what} ${outcome} ${reasonCode}`;
    });
    expect(told).toEqual(corrections);
  });
});
