import type { Finding, Verdict, VerdictKind } from '../verdict/verdict.ts';
import type { ConfigurationFacts } from './facts.ts';
import { parityFindings } from './parity/compare.ts';
import { valuesAreFilledIn } from './rules/filled-in.ts';
import {
  neededVariablesHaveValues,
  nodeEnvIsTheEnvironments,
  unknownVariables,
  variablesAreKnown,
} from './rules/presence.ts';
import {
  booleansAreTrueOrFalse,
  productionAddressesArePublicAndEncrypted,
  productionIsNotDebugged,
  productionNamesItsOrigins,
} from './rules/production.ts';
import { productionHasNoTestKeys, secretsAreHardToGuess, secretsAreUsedOnce } from './rules/secrets.ts';
import type { Rule } from './rules/rule.ts';
import { variablesIn } from './variables.ts';

/** The first that a variable breaks is told: what else is wrong with its value goes away with it. */
const VALUE_RULES: readonly Rule[] = [
  nodeEnvIsTheEnvironments,
  neededVariablesHaveValues,
  variablesAreKnown,
  valuesAreFilledIn,
  productionHasNoTestKeys,
  secretsAreHardToGuess,
  secretsAreUsedOnce,
  booleansAreTrueOrFalse,
  productionAddressesArePublicAndEncrypted,
  productionNamesItsOrigins,
  productionIsNotDebugged,
];

/**
 * The verdict on the configuration of one environment: what its contract refuses, what no application should be given, and
 * whether it mirrors the environment before. Every problem at once, by the variable’s name, never a value. What the contract
 * says of a variable stands for all that is wrong with its value.
 */
export function judgeConfiguration(facts: ConfigurationFacts): Verdict {
  const { environment, contract } = facts;
  const variables = variablesIn(facts);
  if (variables.length === 0) return nothingToLookAt(environment);
  if (contract.length === 0) return noContract(environment);
  const refused = new Set(facts.refused.map(({ place }) => place));
  const general = VALUE_RULES.flatMap((rule) => rule(facts, variables)).filter(
    ({ place }) => !refused.has(place),
  );
  const findings = [...facts.refused, ...firstOfEach(general), ...parityFindings(facts), ...facts.elsewhere];
  const unknown = unknownVariables(facts, variables).map(({ name }) => name);
  return {
    ...conclusionOf(findings, { environment, variables: variables.length, refused: facts.refused }),
    findings,
    facts: {
      environment,
      variables: variables.length,
      problems: findings.length,
      names: variables.map(({ name }) => name).toSorted(),
      secrets: variables.filter(({ isSecret }) => isSecret).length,
      unknown,
      ...(facts.mirrored === undefined || 'code' in facts.mirrored
        ? {}
        : { mirrors: facts.mirrored.other.environment }),
    },
  };
}

function firstOfEach(findings: readonly Finding[]): Finding[] {
  return findings.filter(
    ({ place }, index) => findings.findIndex((other) => other.place === place) === index,
  );
}

/** What could not be compared is `unproven`; all else that is found is a fault. */
function kindOf({ code }: Finding): VerdictKind {
  return UNPROVEN.includes(code) ? 'unproven' : 'fail';
}

const UNPROVEN: readonly Finding['code'][] = [
  'parity-unproven',
  'configuration-unreadable',
  'running-unproven',
];

function conclusionOf(
  findings: readonly Finding[],
  {
    environment,
    variables,
    refused,
  }: { environment: string; variables: number; refused: readonly Finding[] },
): Pick<Verdict, 'kind' | 'reasonCode' | 'summary'> {
  const failed = findings.filter((finding) => kindOf(finding) === 'fail');
  const [first] = [...failed, ...findings];
  if (first === undefined) {
    const summary = `The contract accepts the ${variables} variables of ${environment}.`;
    return { kind: 'pass', reasonCode: 'passed', summary };
  }
  const places = [...new Set(findings.map(({ place, code }) => place ?? code))];
  const told = places.length > 8 ? [...places.slice(0, 8), `${places.length - 8} more`] : places;
  const isAllTheContracts = findings.every((finding) => refused.includes(finding));
  const what = isAllTheContracts
    ? `The contract refuses ${findings.length} of ${environment}’s variables`
    : `${findings.length} ${findings.length === 1 ? 'problem' : 'problems'} in ${environment}’s configuration`;
  const summary = `${what}: ${told.join(', ')}.`;
  return { kind: kindOf(first), reasonCode: first.code, summary };
}

function nothingToLookAt(environment: string): Verdict {
  const message = `${environment} has no configuration at all.`;
  return {
    kind: 'unproven',
    reasonCode: 'configuration-missing',
    summary: message,
    findings: [{ code: 'configuration-missing', message, remedy: `Write ${environment}.env.` }],
    facts: { environment, variables: 0 },
  };
}

function noContract(environment: string): Verdict {
  const message = `Expected a contract that says which variables ${environment} needs; it declares none.`;
  const remedy = 'Have the application’s check-config list its variables when it is run with --contract.';
  return {
    kind: 'unproven',
    reasonCode: 'contract-missing',
    summary: message,
    findings: [{ code: 'contract-missing', message, remedy }],
    facts: { environment },
  };
}
