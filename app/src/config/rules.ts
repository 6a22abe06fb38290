import { isPlaceholder, isTemplate } from './placeholder.ts';
import type { ConfigurationProblem, ProblemCode } from './problem.ts';
import { isExampleHost, isPublicHost } from './public-host.ts';
import { weaknessOf } from './secret-strength.ts';
import { urlPassword } from './url-password.ts';
import { VARIABLES, type VariableName } from './variables.ts';

/** The variables that were given a value, as written. */
export type GivenValues = ReadonlyMap<string, string>;

type Rule = (given: GivenValues) => readonly ConfigurationProblem[];

const RULES: readonly Rule[] = [
  deployedEnvironmentsHaveNoDefaults,
  valuesHaveNoWhiteSpaceAround,
  credentialsAreFilledIn,
  databasePasswordsAreFilledIn,
  addressesAreFilledIn,
  credentialsAreLongEnough,
  openaiKeyBeginsAsOpenaiKeysDo,
  secretsAreHardToGuess,
  secretsAreUsedOnce,
  originsAreNamed,
  productionIsPublic,
  productionUsesHttps,
  productionHasNoTestKeys,
  productionLogsNoDetails,
];

const CREDENTIALS = ['GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET', 'OPENAI_API_KEY', 'JWT_SECRET'] as const;
const SECRETS = ['GOOGLE_CLIENT_SECRET', 'OPENAI_API_KEY', 'JWT_SECRET'] as const;
const CONNECTIONS = ['DATABASE_URL', 'REDIS_URL'] as const;
const PUBLIC_ADDRESSES = ['GOOGLE_REDIRECT_URI', 'CORS_ORIGIN'] as const;
const LEAST_LENGTHS = [
  ['GOOGLE_CLIENT_ID', 20],
  ['GOOGLE_CLIENT_SECRET', 20],
  ['OPENAI_API_KEY', 20],
  ['JWT_SECRET', 32],
] as const;

/** Everything that the values' own forms (`value-schemas.ts`) can't say: what a value means, and where. */
export function brokenRules(given: GivenValues): readonly ConfigurationProblem[] {
  return RULES.flatMap((rule) => rule(given));
}

function deployedEnvironmentsHaveNoDefaults(given: GivenValues): readonly ConfigurationProblem[] {
  if (!isDeployed(given)) return [];
  return [...VARIABLES]
    .filter(([name, { need }]) => need === 'deployed' && !given.has(name))
    .map(([variable, { description }]) => ({
      variable,
      code: 'missing' as const,
      message: `${variable} is not set, and its default is for development only`,
      remedy: `Set ${variable}: ${description}`,
    }));
}

function valuesHaveNoWhiteSpaceAround(given: GivenValues): readonly ConfigurationProblem[] {
  return [...given]
    .filter(([name, value]) => VARIABLES.has(name) && value !== value.trim())
    .map(([variable]) => ({
      variable,
      code: 'malformed' as const,
      message: `${variable} begins or ends with white space`,
      remedy: `Remove the space or line break around the value of ${variable}`,
    }));
}

function credentialsAreFilledIn(given: GivenValues): readonly ConfigurationProblem[] {
  return found(CREDENTIALS, given, (value, variable) => isPlaceholder(value, variable)).map((variable) =>
    placeholderProblem(variable),
  );
}

function databasePasswordsAreFilledIn(given: GivenValues): readonly ConfigurationProblem[] {
  return found(CONNECTIONS, given, (value, variable) => {
    const isExample = variable === 'DATABASE_URL' && value === VARIABLES.get(variable)?.example;
    const password = urlPassword(value);
    // Names are let be: a database called `example` or `todo` is an ordinary one.
    const isUnfilled = isDeployed(given) && password !== undefined && isPlaceholder(password, variable);
    return isExample || isUnfilled || connectionParts(value).some(isTemplate);
  }).map((variable) => placeholderProblem(variable));
}

function addressesAreFilledIn(given: GivenValues): readonly ConfigurationProblem[] {
  function isUnfilled(value: string): boolean {
    return isTemplate(value) || hostsIn(value).some((host) => isExampleHost(host));
  }
  return found(PUBLIC_ADDRESSES, given, isUnfilled).map((variable) => placeholderProblem(variable));
}

function credentialsAreLongEnough(given: GivenValues): readonly ConfigurationProblem[] {
  return LEAST_LENGTHS.filter(([variable, least]) => (given.get(variable)?.length ?? least) < least).map(
    ([variable, least]) => ({
      variable,
      code: 'too-short' as const,
      message: `${variable} has fewer than ${least} characters`,
      remedy:
        variable === 'JWT_SECRET'
          ? 'Make one with: openssl rand -base64 48'
          : `Copy the whole ${variable} from the console that issued it`,
    }),
  );
}

function openaiKeyBeginsAsOpenaiKeysDo(given: GivenValues): readonly ConfigurationProblem[] {
  return found(['OPENAI_API_KEY'], given, (value) => !value.startsWith('sk-')).map((variable) => ({
    variable,
    code: 'malformed',
    message: `${variable} does not begin with sk-`,
    remedy: 'Copy the key from the API keys page of OpenAI',
  }));
}

function secretsAreHardToGuess(given: GivenValues): readonly ConfigurationProblem[] {
  return SECRETS.flatMap((variable) => {
    const value = given.get(variable) ?? '';
    // A short one is reported as such; the tests of strength are made for 20 characters and more.
    const weakness = value.length < 20 ? undefined : weaknessOf(value);
    if (weakness === undefined) return [];
    return [
      {
        variable,
        code: 'weak' as const,
        message: `${variable} ${weakness}`,
        remedy: 'Make a random one, with: openssl rand -base64 48, or at the provider that issues it',
      },
    ];
  });
}

function secretsAreUsedOnce(given: GivenValues): readonly ConfigurationProblem[] {
  const seen = new Map<string, string>();
  return [...SECRETS, ...CONNECTIONS].flatMap((variable) => {
    const written = given.get(variable);
    const value = variable === 'DATABASE_URL' || variable === 'REDIS_URL' ? urlPassword(written) : written;
    if (value === undefined) return [];
    const first = seen.get(value);
    seen.set(value, first ?? variable);
    if (first === undefined) return [];
    return [
      {
        variable,
        code: 'reused' as const,
        message: `${variable} is the same secret as ${first}`,
        remedy: `Give ${variable} a secret of its own: whoever learns one must not hold both`,
      },
    ];
  });
}

function originsAreNamed(given: GivenValues): readonly ConfigurationProblem[] {
  return found(['CORS_ORIGIN'], given, (value) => value.includes('*')).map((variable) => ({
    variable,
    code: 'wildcard',
    message: `${variable} has a wildcard, and the API answers with credentials`,
    remedy: 'List each origin in full, separated by commas',
  }));
}

function productionIsPublic(given: GivenValues): readonly ConfigurationProblem[] {
  function isPrivate(value: string): boolean {
    return hostsIn(value).some((host) => !isPublicHost(host));
  }
  return foundInProduction(PUBLIC_ADDRESSES, given, isPrivate).map((variable) => ({
    variable,
    code: 'not-public',
    message: `${variable} has a host that only this machine or its network can reach`,
    remedy: `Set ${variable} to the public address of the production environment`,
  }));
}

function productionUsesHttps(given: GivenValues): readonly ConfigurationProblem[] {
  function isPlainHttp(value: string): boolean {
    return urlsIn(value).some(({ protocol }) => protocol === 'http:');
  }
  return foundInProduction(PUBLIC_ADDRESSES, given, isPlainHttp).map((variable) => ({
    variable,
    code: 'not-https',
    message: `${variable} has an address without encryption`,
    remedy: `Use https:// in ${variable}`,
  }));
}

function productionHasNoTestKeys(given: GivenValues): readonly ConfigurationProblem[] {
  function isTestKey(value: string): boolean {
    return /^(?:sk|pk|rk)[_-]test/i.test(value);
  }
  return foundInProduction(SECRETS, given, isTestKey).map((variable) => ({
    variable,
    code: 'test-key',
    message: `${variable} is a key of the provider’s test mode`,
    remedy: `Set ${variable} to the key for production`,
  }));
}

function productionLogsNoDetails(given: GivenValues): readonly ConfigurationProblem[] {
  function isVerbose(value: string): boolean {
    return value === 'debug' || value === 'trace';
  }
  return foundInProduction(['LOG_LEVEL'], given, isVerbose).map((variable) => ({
    variable,
    code: 'verbose-logging',
    message: `${variable} is debug or trace`,
    remedy: 'Use info or a quieter level in production',
  }));
}

function found<Name extends VariableName>(
  names: readonly Name[],
  given: GivenValues,
  isWrong: (value: string, variable: Name) => boolean,
): readonly Name[] {
  return names.filter((name) => {
    const value = given.get(name);
    return value !== undefined && isWrong(value, name);
  });
}

function foundInProduction<Name extends VariableName>(
  names: readonly Name[],
  given: GivenValues,
  isWrong: (value: string) => boolean,
): readonly Name[] {
  return given.get('NODE_ENV') === 'production' ? found(names, given, isWrong) : [];
}

function isDeployed(given: GivenValues): boolean {
  const environment = given.get('NODE_ENV') ?? '';
  return ['staging', 'production'].includes(environment);
}

function placeholderProblem(variable: string): ConfigurationProblem & { readonly code: ProblemCode } {
  return {
    variable,
    code: 'placeholder',
    message: `${variable} is a placeholder and not a real value`,
    remedy: `Set ${variable} to the value of this environment: ${VARIABLES.get(variable)?.description ?? ''}`,
  };
}

function urlsIn(value: string): readonly URL[] {
  return value
    .split(',')
    .map((text) => URL.parse(text.trim()))
    .filter((url) => url !== null);
}

function hostsIn(value: string): readonly string[] {
  return urlsIn(value).map(({ hostname }) => hostname);
}

/** User, password, host and database as written: a template in one of them is often no valid URL. */
function connectionParts(value: string): readonly string[] {
  return value.replace(/^[a-z]+:\/\//, '').split(/[:@/]/);
}
