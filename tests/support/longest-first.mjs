import Sequencer from '@jest/test-sequencer';

/** The files that take longest: one that began last would keep the others’ processors waiting. */
const LONGEST = [
  'faults/kills',
  'github/scenarios/release',
  'acceptance/fresh-checkout',
  'faults/rehearsal',
  'faults/commands',
  'github/scenarios/production',
  'faults/starved',
  'github/scenarios/interrupted',
  'github/scenarios/gates',
];

/** Jest itself knows nothing of how long a file took in a fresh checkout, and goes by its size. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = LONGEST.findIndex((name) => path.endsWith(`tests/${name}.test.ts`));
      return found === -1 ? LONGEST.length : found;
    };
    return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
  }
}
