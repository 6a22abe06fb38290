import { nearestName } from '../../policy/nearest-name.ts';
import type { Finding } from '../../verdict/verdict.ts';
import type { ConfigurationFacts } from '../facts.ts';
import type { Variable } from '../variables.ts';
import { isDeployed } from './rule.ts';

/**
 * What the contract requires (which it does for staging and production) and what was asked for by name. A secret that is not
 * there arrives as an empty text, and nothing turns red: https://docs.github.com/en/actions/reference/security/secrets
 */
export function neededVariablesHaveValues(
  facts: ConfigurationFacts,
  variables: readonly Variable[],
): readonly Finding[] {
  const required = isDeployed(facts) ? facts.contract.filter((variable) => variable.required) : [];
  const needed = new Set([...required.map(({ name }) => name), ...facts.named]);
  const present = new Set(variables.map(({ name }) => name));
  return [...needed]
    .filter((name) => !present.has(name))
    .map((name) => ({
      code: 'variable-missing',
      place: name,
      message: `Expected a value for ${name} in ${facts.environment}; ${Object.hasOwn(facts.configuration, name) ? 'it is empty' : 'there is none'}.`,
      remedy: `Set it${descriptionOf(name, facts)}. A secret that a workflow does not hand on arrives empty.`,
    }));
}

/** A staging that runs as development is nobody's rehearsal. */
export function nodeEnvIsTheEnvironments({
  configuration,
  environment,
  nodeEnv,
}: ConfigurationFacts): readonly Finding[] {
  if (configuration['NODE_ENV'] === nodeEnv) return [];
  return [
    {
      code: 'configuration-invalid',
      place: 'NODE_ENV',
      message: `Expected NODE_ENV to be ${nodeEnv} in ${environment}, as the policy says; it is something else.`,
      remedy: 'Set it in the environment’s configuration, or change nodeEnv in the policy.',
    },
  ];
}

/** What Node.js and the system read themselves, and what a host passes. */
const READ_BY_OTHERS =
  /^(?:NODE_|npm_|TIDEGATE_|LC_)|^(?:TZ|LANG|PATH|HOME|TMPDIR|DEBUG|NO_COLOR|FORCE_COLOR|UV_THREADPOOL_SIZE|SSL_CERT_FILE|SSL_CERT_DIR|(?:HTTPS?|NO|ALL)_PROXY)$/i;

/** One that is set in vain is most often one that is written wrong: then the right one has its default. */
export function unknownVariables(
  facts: ConfigurationFacts,
  variables: readonly Variable[],
): readonly Unknown[] {
  const present = new Set(variables.map(({ name }) => name));
  const absent = facts.contract.map(({ name }) => name).filter((name) => !present.has(name));
  const others = new Set(facts.demands.alsoRead);
  return variables
    .filter(({ name, isKnown }) => !isKnown && !others.has(name) && !READ_BY_OTHERS.test(name))
    .map(({ name }) => ({ name, meant: nearestName(name, absent) }));
}

interface Unknown {
  readonly name: string;
  readonly meant: string | undefined;
}

export function variablesAreKnown(
  facts: ConfigurationFacts,
  variables: readonly Variable[],
): readonly Finding[] {
  return unknownVariables(facts, variables)
    .filter(({ meant }) => meant !== undefined || facts.demands.unknownVariables === 'refuse')
    .map(({ name, meant }) => ({
      code: 'variable-unknown',
      place: name,
      message: `Expected a variable that the contract knows; it knows no ${name}.`,
      remedy: `${meant === undefined ? 'Remove it' : `Did you mean ${meant}, which has no value?`} Or list it as one that something else reads.`,
    }));
}

function descriptionOf(name: string, { contract }: ConfigurationFacts): string {
  const description = contract.find((variable) => variable.name === name)?.description ?? '';
  return description === '' ? '' : `: ${description}`;
}
