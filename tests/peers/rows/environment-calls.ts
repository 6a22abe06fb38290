import type { Call } from '../peer-case.ts';

const DIFF_FLAGS = ['--ci', '--strict', '--no-color'];

const ENVIRONMENT_FILES = {
  'package.json': JSON.stringify({ name: 'case', version: '1.0.0', type: 'module' }),
  '.gitignore': '.env\n',
  '.env': 'PORT=80\n',
  '.env.example': 'PORT=\n',
};

/** `declaration` is one of those that the driver has. */
export function envalid(declaration: string, variables: Readonly<Record<string, string>>): Call {
  return { files: {}, command: ['node', '{drivers}/envalid.mjs', declaration], variables };
}

/** The address has to be one, unless validation is skipped. */
export function t3Env(variables: Readonly<Record<string, string>>): Call {
  return { files: {}, command: ['node', '{drivers}/t3-env.mjs'], variables };
}

/** `environment` is the .env file; the example asks for API_KEY. */
export function dotenvSafe(environment: string): Call {
  return {
    files: { '.env': environment, '.env.example': 'API_KEY=\n' },
    command: ['node', '{drivers}/dotenv-safe.mjs'],
  };
}

/** One source file, looked at for variables and secrets. */
export function scanned(source: string): Call {
  return { files: { ...ENVIRONMENT_FILES, 'src/index.js': source }, command: ['dotenv-diff', ...DIFF_FLAGS] };
}

/** The .env file against an example with API_KEY. */
export function compared(environment: string): Call {
  return {
    files: { ...ENVIRONMENT_FILES, '.env': environment, '.env.example': 'API_KEY=a-value\n' },
    command: ['dotenv-diff', '--compare', ...DIFF_FLAGS],
  };
}

/** No character twice, in no order that means anything: as random as a text of at most 62 can look. */
export function differentCharacters(count: number): string {
  const all = ['0', 'A', 'a'].flatMap((first, index) =>
    Array.from({ length: index === 0 ? 10 : 26 }, (_, offset) =>
      String.fromCodePoint((first.codePointAt(0) ?? 0) + offset),
    ),
  );
  return Array.from({ length: count }, (_, index) => all[(index * 23) % all.length]).join('');
}
