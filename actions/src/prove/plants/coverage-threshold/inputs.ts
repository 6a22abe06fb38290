import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import type { Arranged, Plant } from '../../plant.ts';
import { counts, lcov, plant, REPORT, repository, source, write } from './sample.ts';

function asked(inputs: Readonly<Record<string, string>>) {
  return async (folder: string): Promise<Readonly<Record<string, string>>> => {
    await repository(folder, { 'src/a.ts': source(10) });
    await write(folder, { [REPORT]: lcov({ 'src/a.ts': counts(10) }) });
    return inputs;
  };
}

/** Demands that are none, or two at once. */
export const INPUT_PLANTS: readonly Plant[] = [
  plant({
    defect: 'a step that demands nothing',
    verdict: 'unproven',
    reasonCode: 'inputs-invalid',
    arrange: asked({}),
  }),
  plant({
    defect: 'a threshold that is no number',
    verdict: 'unproven',
    reasonCode: 'inputs-invalid',
    arrange: asked({ lines: 'eighty' }),
  }),
  plant({
    defect: 'a threshold over 100 %',
    verdict: 'unproven',
    reasonCode: 'inputs-invalid',
    arrange: asked({ lines: '800' }),
  }),
  plant({
    defect: 'a demand beside the policy that is to say what is demanded',
    verdict: 'unproven',
    reasonCode: 'inputs-invalid',
    arrange: asked({ lines: '1', policy: '.github/tidegate.yml' }),
  }),
  plant({
    defect: 'a policy that is not there',
    verdict: 'unproven',
    reasonCode: 'policy-invalid',
    arrange: asked({ policy: '.github/tidegate.yml' }),
  }),
  {
    action: 'coverage-threshold',
    defect: 'a machine without git',
    verdict: 'unproven',
    reasonCode: 'program-missing',
    async arrange(folder: string): Promise<Arranged> {
      const inputs = await asked({ lines: '80' })(folder);
      await mkdir(join(folder, 'empty'));
      return { inputs: { report: REPORT, ...inputs }, variables: { PATH: join(folder, 'empty') } };
    },
  },
];
