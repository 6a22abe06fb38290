import { describe, expect, it } from '@jest/globals';
import { recordedState, type RecordedDeployment } from '../deployment-record/recorded-state.ts';
import { releaseIn } from '../deployment-record/recorded-state.ts';
import { recordedAs } from '../deployment-record/testing/recorded.ts';
import { judgeRecord, type RecordFacts } from './judge-record.ts';

/** A serves, after B did. */
const [before, live] = recordedAs(['deploy b success inactive', 'deploy a success']) as [
  RecordedDeployment,
  RecordedDeployment,
];

function servedIn({
  payload,
}: RecordedDeployment): NonNullable<NonNullable<RecordFacts['observed']>['live']> {
  return { release: releaseIn(payload), configHash: payload.configHash };
}

/** As it should be, on a server. */
const WELL: RecordFacts = {
  environment: 'production',
  recorded: recordedState([before, live]),
  corrections: [],
  observed: { live: servedIn(live), isHealthy: true },
  damages: [],
  isLost: false,
};

describe('an environment', () => {
  it('is well where it is as the record says', () => {
    expect(judgeRecord(WELL)).toMatchObject({ kind: 'pass', findings: [] });
    expect(judgeRecord({ ...WELL, observed: undefined })).toMatchObject({ kind: 'pass', findings: [] });
  });

  it('that nothing was ever deployed to is not said to be well', () => {
    const observed = { live: null, isHealthy: false };
    expect(judgeRecord({ ...WELL, recorded: recordedState([]), observed })).toMatchObject({
      kind: 'nothing',
    });
  });

  it.each<[string, Partial<RecordFacts>, string, string]>([
    [
      'serves another release',
      { observed: { live: servedIn(before), isHealthy: true } },
      'record-differs',
      'the host serves',
    ],
    [
      'serves with another configuration',
      { observed: { live: { ...servedIn(live), configHash: 'other' }, isHealthy: true } },
      'record-differs',
      'another configuration',
    ],
    [
      'serves nothing',
      { observed: { live: null, isHealthy: false } },
      'record-differs',
      'the host serves nothing',
    ],
    [
      'does not answer',
      { observed: { live: servedIn(live), isHealthy: false } },
      'live-unhealthy',
      'does not answer',
    ],
    ['has other files', { damages: ['server.mjs is missing'] }, 'release-damaged', 'server.mjs is missing'],
    ['can’t be brought back', { observed: undefined, isLost: true }, 'artifact-expired', 'in no run'],
    [
      'has two releases that serve',
      {
        observed: undefined,
        recorded: recordedState(recordedAs(['deploy b success', 'deploy a success'])),
      },
      'record-differs',
      'only one can',
    ],
    [
      'had an end that nobody wrote down',
      {
        corrections: [
          {
            kind: 'end',
            id: 7,
            end: { outcome: 'reverted', reasonCode: 'errors-high', summary: 'Too many requests failed.' },
          },
        ],
      },
      'record-differs',
      'how deployment 7 ended: reverted (errors-high)',
    ],
    [
      'was changed by hand',
      {
        corrections: [
          {
            kind: 'add',
            task: 'deploy',
            payload: before.payload,
            end: { outcome: 'deployed', reasonCode: 'deployed', summary: 'It serves.' },
          },
        ],
        observed: { live: servedIn(before), isHealthy: true },
      },
      'record-differs',
      'the deploy of',
    ],
  ])('is not well where it %s', (_what, facts, code, says) => {
    const { kind, findings } = judgeRecord({ ...WELL, ...facts });
    expect(kind).toBe('fail');
    expect(findings).toEqual([expect.objectContaining({ code, message: expect.stringContaining(says) })]);
  });
});
