import { describe, expect, it } from '@jest/globals';
import { gapsIn } from './gaps.ts';
import type { Plant } from './plant.ts';

function plant(reasonCode: Plant['reasonCode'], rows: readonly string[] = []): Plant {
  const verdict = reasonCode === 'passed' ? 'pass' : 'fail';
  return {
    action: 'lint',
    defect: reasonCode,
    verdict,
    reasonCode,
    rows,
    arrange: () => Promise.resolve({ inputs: {} }),
  };
}

const remedies = { 'tests-failed': 'Mend them.', 'internal-error': 'Report it.' };
const allRows = [
  ...Array.from({ length: 19 }, (_, index) => `C${index + 1}`),
  ...Array.from({ length: 10 }, (_, index) => `A${index + 1}`),
  ...Array.from({ length: 11 }, (_, index) => `E${index + 1}`),
  ...Array.from({ length: 12 }, (_, index) => `K${index + 1}`),
];

describe('what nothing is planted for', () => {
  it('is nothing when each reason code, each row and a pass are', () => {
    const plants = [plant('tests-failed', allRows), plant('passed')];
    expect(gapsIn(plants, [{ name: 'lint', remedies }])).toEqual([]);
  });

  it('is a reason code, a pass of an action, or a row', () => {
    expect(gapsIn([plant('passed', allRows)], [{ name: 'lint', remedies }])).toEqual(['lint: tests-failed']);
    expect(gapsIn([plant('tests-failed', allRows)], [{ name: 'lint', remedies }])).toEqual(['lint: passed']);
    const withoutK12 = allRows.filter((row) => row !== 'K12');
    expect(gapsIn([plant('tests-failed', withoutK12), plant('passed')], [])).toEqual(['row K12']);
  });
});
