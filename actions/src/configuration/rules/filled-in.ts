import type { Finding } from '../../verdict/verdict.ts';
import { readConnection } from '../connection.ts';
import type { ConfigurationFacts } from '../facts.ts';
import { reachOf, webAddressesIn } from '../hosts.ts';
import { isTemplate, isUnfilledSecret, isUnfilledText } from '../placeholder.ts';
import { isConnection, type Variable } from '../variables.ts';
import { isDeployed } from './rule.ts';

/** Kinds whose values are words and numbers by nature. */
const PLAIN_KINDS = ['choice', 'boolean', 'integer', 'number', 'port', 'duration', 'host', 'path'];

export function valuesAreFilledIn(
  facts: ConfigurationFacts,
  variables: readonly Variable[],
): readonly Finding[] {
  return variables
    .filter((variable) => isUnfilled(variable, facts))
    .map(({ name }) => ({
      code: 'placeholder-value',
      place: name,
      message: `Expected a real value for ${name} in ${facts.environment}; it was never filled in.`,
      remedy:
        'Set the value of this environment: what stands there is a template, an example, or its own name.',
    }));
}

function isUnfilled(variable: Variable, facts: ConfigurationFacts): boolean {
  const { name, value, isSecret, kind } = variable;
  if (name === 'NODE_ENV') return false;
  if (isSecret && Object.hasOwn(facts.example, name) && value === facts.example[name])
    return !isConnectionToThisMachine(variable);
  if (isConnection(variable)) return isUnfilledConnection(variable, facts);
  if (isSecret) return isUnfilledSecret(value, name);
  if (PLAIN_KINDS.includes(kind)) return isTemplate(value);
  const addresses = webAddressesIn(value);
  if (addresses.length === 0) return isUnfilledText(value);
  return isTemplate(value) || addresses.some(({ hostname }) => reachOf(hostname) === 'example');
}

/** Users and databases may be called what they like; a developer’s own database may have a simple password. */
function isUnfilledConnection({ name, value }: Variable, facts: ConfigurationFacts): boolean {
  if (value.split(/[:@/]/).some((part) => part !== '' && isTemplate(part))) return true;
  const { password, hostname = '' } = readConnection(value) ?? {};
  if (isDeployed(facts) && reachOf(hostname) === 'example') return true;
  return isDeployed(facts) && password !== undefined && isUnfilledSecret(password, name);
}

/** An example such as redis://localhost:6379 has nothing to be filled in. */
function isConnectionToThisMachine(variable: Variable): boolean {
  const connection = isConnection(variable) ? readConnection(variable.value) : undefined;
  return (
    connection?.password === undefined && reachOf(connection?.hostname ?? 'public.test') === 'this-machine'
  );
}
