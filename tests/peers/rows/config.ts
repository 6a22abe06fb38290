import type { Call, Row } from '../peer-case.ts';

const GITLEAKS = { peer: 'gitleaks', where: 'a Go program' };
const ACCEPTED = /^accepted: .*$/m;

const DIFF_FLAGS = ['--ci', '--strict', '--no-color'];

const ENVIRONMENT_FILES = {
  'package.json': JSON.stringify({ name: 'case', version: '1.0.0', type: 'module' }),
  '.gitignore': '.env\n',
  '.env': 'PORT=80\n',
  '.env.example': 'PORT=\n',
};

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
    peers: [t3Env({ SKIP_ENV_VALIDATION: 'false', API_URL: 'nowhere', DEBUG: '' })],
  },
  {
    row: 'E5',
    trigger: 'DEBUG=false under z.coerce.boolean()',
    peers: [t3Env({ API_URL: 'https://api.test', DEBUG: 'false' })],
  },
  {
    row: 'E6',
    trigger: 'validation is skipped when the image is built, and the address is missing',
    peers: [t3Env({ SKIP_ENV_VALIDATION: '1' })],
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

function envalid(declaration: string, variables: Readonly<Record<string, string>>): Call {
  return { files: {}, command: ['node', '{drivers}/envalid.mjs', declaration], variables };
}

/** In contrast the address is none, and nothing is skipped. */
function t3Env(variables: Readonly<Record<string, string>>): Row['peers'][number] {
  return {
    peer: '@t3-oss/env-core',
    call: { files: {}, command: ['node', '{drivers}/t3-env.mjs'], variables },
    contrast: { variables: { API_URL: 'nowhere', DEBUG: '' } },
    said: ACCEPTED,
  };
}

function dotenvSafe(environment: string): Call {
  return {
    files: { '.env': environment, '.env.example': 'API_KEY=\n' },
    command: ['node', '{drivers}/dotenv-safe.mjs'],
  };
}

function scanned(source: string): Call {
  return { files: { ...ENVIRONMENT_FILES, 'src/index.js': source }, command: ['dotenv-diff', ...DIFF_FLAGS] };
}

function compared(environment: string): Call {
  return {
    files: { ...ENVIRONMENT_FILES, '.env': environment, '.env.example': 'API_KEY=a-value\n' },
    command: ['dotenv-diff', '--compare', ...DIFF_FLAGS],
  };
}

/** No character twice, in no order that means anything: as random as a text of at most 62 can look. */
function differentCharacters(count: number): string {
  const all = ['0', 'A', 'a'].flatMap((first, index) =>
    Array.from({ length: index === 0 ? 10 : 26 }, (_, offset) =>
      String.fromCodePoint((first.codePointAt(0) ?? 0) + offset),
    ),
  );
  return Array.from({ length: count }, (_, index) => all[(index * 23) % all.length]).join('');
}
