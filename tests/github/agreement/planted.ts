import type { Case } from './case.ts';

const TEXT = `
on: push
jobs:
  first: { runs-on: ubuntu-24.04, outputs: { word: a }, steps: [{ run: exit 0 }] }
  condition: { needs: first, if: success(), runs-on: ubuntu-24.04, steps: [{ run: exit 0 }] }
  fact: { needs: first, runs-on: ubuntu-24.04, steps: [{ name: Say, run: 'echo "fact \${{ needs.first.outputs.word }}"' }] }
  step: { runs-on: ubuntu-24.04, steps: [{ name: Step, if: success(), run: exit 0 }] }
  order: { needs: first, runs-on: ubuntu-24.04, steps: [{ run: exit 0 }] }
  result: { needs: first, runs-on: ubuntu-24.04, steps: [{ name: Last, run: exit 0 }] }
`;

/** Our runner is given another workflow than act. */
export function plantedCase(): {
  one: Case;
  planted: Readonly<Record<string, string>>;
  expected: readonly string[];
} {
  const path = '.github/workflows/planted.yml';
  const planted = TEXT.replace('word: a', 'word: b')
    .replace('if: success(), runs-on', 'if: failure(), runs-on')
    .replace('if: success(), run:', 'if: failure(), run:')
    .replace('order: { needs: first, ', 'order: { ')
    .replace('name: Last, run: exit 0', 'name: Last, run: exit 1');
  return {
    one: {
      name: 'planted',
      workflow: 'planted.yml',
      files: { [path]: TEXT },
      event: 'push',
      inputs: {},
      standIns: {},
    },
    planted: { 'planted.yml': planted },
    expected: [
      'run: conclusion',
      'job condition: runs',
      'job fact: facts',
      'job step: steps',
      'job order: begins after first',
      'job result: result',
    ],
  };
}
