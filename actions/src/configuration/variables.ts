import type { Configuration } from './environment-file.ts';
import type { ContractVariable } from './facts.ts';

/** A variable that was given a value. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  /** What the contract says: `url`, `origins`, `boolean`, `secret` …; `text` for one that it does not know. */
  readonly kind: string;
  readonly isSecret: boolean;
  readonly isKnown: boolean;
}

/** A name that says what it holds, whatever the contract says: `MAX_TOKENS` and `TOKEN_TTL` are none. */
const SECRET_NAME =
  /(?:^|_)(?:SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|PRIVATE_?KEY|SECRET_?KEY|ACCESS_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY|CREDENTIALS?)$/;

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** The variables that have a value, with what is known about them; `secrets` are names given as secrets. */
export function variablesIn(facts: {
  configuration: Configuration;
  contract: readonly ContractVariable[];
  secrets: readonly string[];
}): readonly Variable[] {
  const known = new Map(facts.contract.map((variable) => [variable.name, variable]));
  return Object.entries(facts.configuration)
    .filter(([, value]) => value.trim() !== '')
    .map(([name, value]) => {
      const declared = known.get(name);
      const isSecret = declared?.secret === true || isSecretName(name) || facts.secrets.includes(name);
      return { name, value, kind: declared?.kind ?? 'text', isSecret, isKnown: declared !== undefined };
    });
}

/** Connections carry their secret in a part of them. */
export function isConnection({ value, isSecret }: Pick<Variable, 'value' | 'isSecret'>): boolean {
  return isSecret && /^[a-z][a-z0-9+.-]*:\/\//i.test(value);
}
