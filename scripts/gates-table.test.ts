import { describe, expect, it } from '@jest/globals';
import type { Plant } from '../actions/src/prove/plant.ts';
import type { Result } from '../tests/peers/results.ts';
import { gatesTable } from './gates-table.ts';

const about = { row: 'C4', trigger: 'nothing | was instrumented', peer: 'a-peer' };
const measured = { ...about, version: '1.2.3', said: 'Unknown %' };

function plant(rows: readonly string[], verdict: Plant['verdict'], reasonCode: Plant['reasonCode']): Plant {
  return {
    action: 'sample',
    defect: 'a defect',
    verdict,
    reasonCode,
    rows,
    arrange: () => Promise.reject(new Error('A table runs nothing.')),
  };
}

describe('the table of the gates', () => {
  it.each<[Result, string, string]>([
    [{ ...measured, verdict: 'passes', exitCode: 0 }, '“Unknown %”, exit 0', '**passes (wrong)**'],
    [{ ...measured, verdict: 'fails', exitCode: 1 }, '“Unknown %”, exit 1', 'fails (right)'],
    [
      { ...measured, verdict: 'says it could not look', exitCode: 2 },
      '“Unknown %”, exit 2',
      'says it could not look (right)',
    ],
    [{ ...about, verdict: 'not on npm', where: 'a GitHub action' }, '–', 'not on npm: a GitHub action'],
  ])('says of a peer what was measured: %j', (result, said, verdict) => {
    const peer = 'version' in result ? 'a-peer 1.2.3' : 'a-peer';
    const trigger = String.raw`nothing \| was instrumented`;
    expect(gatesTable([result], [])[1]).toEqual(['C4', trigger, peer, said, verdict, '–']);
  });

  it('has the verdict and reason of each plant of the row beside it, once', () => {
    const plants = [
      plant(['C4'], 'unproven', 'nothing-examined'),
      plant(['C2', 'C4'], 'unproven', 'nothing-examined'),
      plant(['C4'], 'fail', 'tests-failed'),
      plant(['C5'], 'pass', 'passed'),
    ];
    const [, line = []] = gatesTable([{ ...measured, verdict: 'passes', exitCode: 0 }], plants);
    expect(line.at(-1)).toBe('unproven (`nothing-examined`), fail (`tests-failed`)');
  });
});
