import type { Finding } from '../../verdict/verdict.ts';
import { readConnection } from '../connection.ts';
import type { ConfigurationFacts } from '../facts.ts';
import { reachOf } from '../hosts.ts';
import { weaknessOf } from '../secret-strength.ts';
import { isConnection, type Variable } from '../variables.ts';
import { isDeployed, isProduction } from './rule.ts';

/** A password of a connection is asked for on a server that slows guessing down: OWASP’s minimum. */
const LEAST_PASSWORD = 8;

export function secretsAreHardToGuess(
  facts: ConfigurationFacts,
  variables: readonly Variable[],
): readonly Finding[] {
  return variables.flatMap((variable) => {
    const weakness = isConnection(variable)
      ? passwordWeakness(variable, facts)
      : secretWeakness(variable, facts);
    if (weakness === undefined) return [];
    const { name } = variable;
    return [
      {
        code: 'secret-weak',
        place: name,
        message: `Expected ${name} to be hard to guess; it ${weakness}.`,
        remedy: 'Make a random one (openssl rand -base64 48), or have its provider issue one.',
      },
    ];
  });
}

function secretWeakness({ value, isSecret }: Variable, { demands }: ConfigurationFacts): string | undefined {
  if (!isSecret) return undefined;
  const least = demands.leastSecretLength;
  return value.length < least ? `has fewer than ${least} characters` : weaknessOf(value);
}

/** A database on this machine is reached by nobody else. */
function passwordWeakness({ value }: Variable, facts: ConfigurationFacts): string | undefined {
  const connection = readConnection(value);
  if (connection?.password === undefined || !isDeployed(facts)) return undefined;
  const { password, user, hostname } = connection;
  if (reachOf(hostname) === 'this-machine') return undefined;
  if (password === user) return 'has its user’s name for a password';
  return password.length < LEAST_PASSWORD
    ? `has a password of fewer than ${LEAST_PASSWORD} characters`
    : undefined;
}

export function secretsAreUsedOnce(
  _facts: ConfigurationFacts,
  variables: readonly Variable[],
): readonly Finding[] {
  const first = new Map<string, string>();
  return variables.flatMap((variable) => {
    const secret = isConnection(variable) ? readConnection(variable.value)?.password : variable.value;
    if (!variable.isSecret || secret === undefined) return [];
    const other = first.get(secret);
    first.set(secret, other ?? variable.name);
    if (other === undefined) return [];
    return [
      {
        code: 'secret-shared',
        place: variable.name,
        message: `Expected ${variable.name} to be a secret of its own; ${other} is the same.`,
        remedy: 'Give each its own: whoever learns one must not hold both.',
      },
    ];
  });
}

/**
 * How keys of test modes begin, as their providers document it: Stripe and who followed it (Clerk, Paystack), its webhooks, Razorpay,
 * Flutterwave, Mollie, Square, Braintree; Google’s reCAPTCHA and Cloudflare’s Turnstile keys for tests.
 */
const TEST_KEY =
  /^(?:[spr]k[_-]test|whsec_test|rzp_test_|FLW(?:PUB|SEC)K_TEST|test_[A-Za-z0-9]{20,}|sandbox[_-]|6LeIxAcTAAAAA|[123]x0{10,})/i;

export function productionHasNoTestKeys(
  facts: ConfigurationFacts,
  variables: readonly Variable[],
): readonly Finding[] {
  if (!isProduction(facts)) return [];
  return variables
    .filter(({ value }) => TEST_KEY.test(value) || isSandbox(value))
    .map(({ name }) => ({
      code: 'not-for-production',
      place: name,
      message: `Expected ${name} to be for production; it is of its provider’s test mode.`,
      remedy: 'Set the live key, or the live address.',
    }));
}

function isSandbox(value: string): boolean {
  return /(?:^|[.-])sandbox(?:[.-]|$)/i.test(URL.parse(value)?.hostname ?? '');
}
