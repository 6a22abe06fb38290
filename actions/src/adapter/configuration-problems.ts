import type { ConfigurationContract } from '../artifact/manifest.ts';

type Variable = ConfigurationContract['variables'][number];

/** Never holds a value, nor a part of one. */
export interface ConfigurationProblem {
  readonly variable: string;
  readonly message: string;
  readonly remedy: string;
}

/** What a value of each kind must be; any text will do for kinds that are not here. */
const KINDS: Readonly<Record<string, { expected: string; accepts: (value: string) => boolean }>> = {
  url: { expected: 'a URL', accepts: (value) => URL.canParse(value) },
  port: {
    expected: 'a whole number from 0 to 65535',
    accepts: (value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535,
  },
  integer: { expected: 'a whole number', accepts: (value) => /^-?\d{1,15}$/.test(value) },
  boolean: { expected: 'true or false', accepts: (value) => /^(?:true|false)$/.test(value) },
};

/** What is missing, or not of its kind, in an environment; an empty value is a missing one. */
export function problemsIn(
  environment: Readonly<Record<string, string | undefined>>,
  variables: readonly Variable[],
): ConfigurationProblem[] {
  return variables.flatMap(({ name, required, kind, description }) => {
    const value = environment[name]?.trim() ?? '';
    const rule = KINDS[kind];
    if (value === '')
      return required
        ? [{ variable: name, message: 'expected a value', remedy: `Set it: ${description}` }]
        : [];
    if (rule === undefined || rule.accepts(value)) return [];
    return [{ variable: name, message: `expected ${rule.expected}`, remedy: 'Correct it.' }];
  });
}
