import type { Row } from '../peer-case.ts';
import { compared, differentCharacters, dotenvSafe, envalid, scanned, t3Env } from './environment-calls.ts';

const GITLEAKS = { peer: 'gitleaks', where: 'a Go program' };
/** What a driver prints when its library let the environment through. */
const ACCEPTED = /^accepted: .*$/m;

export const CONFIG_ROWS: readonly Row[] = [
  {
    row: 'E1',
    trigger: 'a required variable that is empty',
    peers: [
      {
        peer: 'envalid',
        call: envalid('key', { API_KEY: '' }),
        contrast: { variables: {} },
        said: ACCEPTED,
      },
    ],
  },
  {
    row: 'E2',
    trigger: 'a default that the variable’s own kind refuses',
    peers: [
      {
        peer: 'envalid',
        call: envalid('port', {}),
        contrast: { variables: { PORT: 'eighty' } },
        said: ACCEPTED,
      },
    ],
  },
  {
    row: 'E3',
    trigger: 'NODE_ENV is staging: defaults of development are taken',
    peers: [
      {
        peer: 'envalid',
        call: envalid('database', { NODE_ENV: 'staging' }),
        contrast: { variables: { NODE_ENV: 'production' } },
        said: ACCEPTED,
      },
    ],
  },
  {
    row: 'E4',
    trigger: 'SKIP_ENV_VALIDATION=false, and the address is none',
    peers: [
      {
        peer: '@t3-oss/env-core',
        call: t3Env({ SKIP_ENV_VALIDATION: 'false', API_URL: 'nowhere', DEBUG: '' }),
        contrast: t3Env({ API_URL: 'nowhere', DEBUG: '' }),
        said: ACCEPTED,
      },
    ],
  },
  {
    row: 'E5',
    trigger: 'DEBUG=false under z.coerce.boolean()',
    peers: [
      {
        peer: '@t3-oss/env-core',
        call: t3Env({ API_URL: 'https://api.test', DEBUG: 'false' }),
        contrast: t3Env({ API_URL: 'nowhere', DEBUG: 'false' }),
        said: ACCEPTED,
      },
    ],
  },
  {
    row: 'E6',
    trigger: 'validation is skipped when the image is built, and the address is missing',
    peers: [
      {
        peer: '@t3-oss/env-core',
        call: t3Env({ SKIP_ENV_VALIDATION: '1' }),
        contrast: t3Env({}),
        said: ACCEPTED,
      },
    ],
  },
  {
    row: 'E7',
    trigger: 'a placeholder where a value must be',
    peers: [
      {
        peer: 'dotenv-safe',
        call: dotenvSafe('API_KEY=changeme\n'),
        contrast: dotenvSafe(''),
        said: ACCEPTED,
      },
    ],
  },
  {
    row: 'E8',
    trigger: 'a random text of 37 characters in the code',
    peers: [
      {
        peer: 'dotenv-diff',
        call: scanned(`export const session = '${differentCharacters(37)}';\n`),
        contrast: scanned(`export const session = '${differentCharacters(44)}';\n`),
        said: /^(Score .*)$/m,
      },
    ],
  },
  {
    row: 'E9',
    trigger: 'a missing variable in a file with a line of more than 500 characters',
    peers: [
      {
        peer: 'dotenv-diff',
        call: scanned(`export const key = process.env.API_KEY;\n// ${'x'.repeat(600)}\n`),
        contrast: scanned('export const key = process.env.API_KEY;\n'),
        said: /^(Files scanned .*)$/m,
      },
    ],
  },
  { row: 'E10', trigger: 'a secret of letters alone, or a short one', peers: [GITLEAKS] },
  {
    row: 'E11',
    trigger: 'the variable is there, and empty',
    peers: [
      {
        peer: 'dotenv-diff',
        call: compared('API_KEY=\n'),
        contrast: compared('OTHER=1\n'),
        said: /^(API_KEY +empty)$/m,
      },
      {
        peer: 'dotenv-safe',
        call: dotenvSafe('API_KEY=\n'),
        contrast: dotenvSafe('API_KEY=a-value\n'),
        said: /^MissingEnvVarsError: (.*)$/m,
      },
    ],
  },
];
