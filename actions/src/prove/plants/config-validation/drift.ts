import type { Plant } from '../../plant.ts';
import { policyWith } from './policy.ts';
import { DECLARED, goodValues, plant } from './workbench.ts';

const READS = `import { env } from 'node:process';
  const { NODE_ENV, API_KEY } = process.env;
  export const all = [NODE_ENV, API_KEY, env.JWT_SECRET, env['DATABASE_URL'], process.env.SITE_URL, env.CORS_ORIGIN, env.METRICS];`;
const EXAMPLE = DECLARED.map(({ name }) => `${name}=`).join('\n');

/** Where contract, example, policy and code disagree. */
export const DRIFT_PLANTS: readonly Plant[] = [
  plant('nothing, with the example and the code', ['pass', 'passed'], () => ({
    inputs: { example: '.env.example', sources: 'src' },
    files: {
      '.env.example': EXAMPLE,
      'src/server.ts': READS,
      'src/server.test.ts': 'process.env.FOR_A_TEST',
    },
  })),
  plant('an example file that does not show a variable', ['fail', 'configuration-drift'], () => ({
    inputs: { example: '.env.example' },
    files: { '.env.example': EXAMPLE.replace('METRICS=', '') },
  })),
  plant('code that reads what the contract does not declare', ['fail', 'configuration-drift'], () => ({
    inputs: { sources: 'src' },
    files: { 'src/server.ts': `${READS}\nconst { FORGOTTEN } = process.env;` },
  })),
  plant('a declared variable that no code reads', ['fail', 'configuration-drift'], () => ({
    inputs: { sources: 'src' },
    files: { 'src/server.ts': READS.replace(', env.METRICS', '') },
  })),
  plant('a secret among the policy’s open values', ['fail', 'configuration-drift'], () => {
    const { API_KEY = '' } = goodValues();
    return {
      values: { API_KEY: undefined },
      inputs: { policy: 'tidegate.yml' },
      files: { 'tidegate.yml': policyWith({ production: { API_KEY } }) },
    };
  }),
  plant('a folder of sources that is not there', ['unproven', 'nothing-examined'], () => ({
    inputs: { sources: 'scr' },
  })),
  plant('a source that can’t be parsed', ['unproven', 'configuration-unreadable'], () => ({
    inputs: { sources: 'src' },
    files: { 'src/server.ts': READS, 'src/broken.ts': 'const = process.env.A' },
  })),
];
