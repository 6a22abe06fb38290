import { describe, expect, it } from '@jest/globals';
import type { ReadException } from '../audit/exception.ts';
import { judgeExceptions } from './judge-exceptions.ts';

const NOW = new Date('2027-03-10T03:17:00Z');

function until(expires: string): ReadException {
  return {
    advisory: 'GHSA-xvch-5gv4-984h',
    package: 'minimist',
    versions: '<1.2.6',
    path: 'app > minimist',
    owner: '@ann',
    reason: 'It is never given what users send.',
    expires,
    place: `exceptions.yml, no. ${expires}`,
  };
}

describe('exceptions', () => {
  it('say nothing where there are none', () => {
    expect(judgeExceptions([], NOW)).toMatchObject({ kind: 'nothing', findings: [] });
  });

  it('are well while each has more than 14 days', () => {
    expect(judgeExceptions([until('2027-03-25')], NOW)).toMatchObject({ kind: 'pass', findings: [] });
  });

  it('are told with owner and place 14 days before they end, and after', () => {
    const { kind, findings } = judgeExceptions(
      [until('2027-03-25'), until('2027-03-24'), until('2027-03-01')],
      NOW,
    );
    expect(kind).toBe('fail');
    expect(findings).toEqual(
      ['2027-03-24', '2027-03-01'].map((day) =>
        expect.objectContaining({
          code: 'exception-expiring',
          place: `exceptions.yml, no. ${day}`,
          message: expect.stringMatching(new RegExp(`minimist ends on ${day}; @ann`)),
        }),
      ),
    );
  });
});
