import { readConnection } from '../connection.ts';
import { fingerprints } from '../fingerprints.ts';
import { weaknessOf } from '../secret-strength.ts';
import { isConnection, type Variable } from '../variables.ts';
import type { Fingerprints, ShownConfiguration } from './fingerprint-file.ts';

/** 20 random characters can’t be found by trying, even with the salt beside their HMAC. */
const LEAST_LENGTH = 20;
const KEY_CHECK = 'tidegate parity';

/**
 * `key` is a secret that both environments’ runs hold; without it, only secrets that are too long to be guessed are shown.
 * `salt` is open.
 */
export function makeFingerprints(facts: {
  environment: string;
  variables: readonly Variable[];
  salt: string;
  key: string | undefined;
}): ShownConfiguration {
  const { environment, variables, salt, key } = facts;
  const secret = `${salt}${key ?? ''}`;
  return {
    environment,
    keyCheck: fingerprints({ [KEY_CHECK]: '' }, secret)[KEY_CHECK] ?? '',
    variables: variables
      .map(({ name, kind, isSecret }, index) => ({
        name,
        kind,
        secret: isSecret,
        ...(isSecret ? { fingerprint: shown(variables[index], { secret, hasKey: key !== undefined }) } : {}),
      }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

type Shown = NonNullable<Fingerprints['variables'][number]['fingerprint']>;

function shown(variable: Variable | undefined, how: { secret: string; hasKey: boolean }): Shown | null {
  if (variable === undefined) return null;
  const { name, value } = variable;
  const connection = isConnection(variable) ? readConnection(value) : undefined;
  const guessable = connection === undefined ? value : connection.password;
  if (!how.hasKey && guessable !== undefined && isGuessable(guessable)) return null;
  const parts = fingerprints(
    {
      [name]: value,
      ...(connection?.password === undefined
        ? {}
        : { [`${name} password`]: connection.password, [`${name} server`]: connection.server }),
    },
    how.secret,
  );
  const [password, server] = [parts[`${name} password`], parts[`${name} server`]];
  return {
    value: parts[name] ?? '',
    ...(password === undefined ? {} : { password }),
    ...(server === undefined ? {} : { server }),
  };
}

function isGuessable(secret: string): boolean {
  return secret.length < LEAST_LENGTH || weaknessOf(secret) !== undefined;
}
