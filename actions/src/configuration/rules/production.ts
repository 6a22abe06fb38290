import type { Finding } from '../../verdict/verdict.ts';
import type { ConfigurationFacts } from '../facts.ts';
import { reachOf, webAddressesIn } from '../hosts.ts';
import type { Variable } from '../variables.ts';
import { isProduction } from './rule.ts';

/** Web addresses only: a database on this machine or inside the network is as it should be. */
export function productionAddressesArePublicAndEncrypted(
  facts: ConfigurationFacts,
  variables: readonly Variable[],
): readonly Finding[] {
  if (!isProduction(facts)) return [];
  return variables.flatMap((variable) => {
    const mayBePrivate = facts.demands.mayBePrivate.includes(variable.name);
    const wrong = webAddressesIn(variable.value).map((url) => wrongWith(url, mayBePrivate));
    const told = [...new Set(wrong.filter((text) => text !== undefined))];
    if (told.length === 0) return [];
    return [
      finding(
        variable.name,
        `it has an address ${told.join(' and one ')}`,
        'Use https and a public host, or list it as one that may be private.',
      ),
    ];
  });
}

function wrongWith({ hostname, protocol }: URL, mayBePrivate: boolean): string | undefined {
  const reach = reachOf(hostname);
  if (reach === 'this-machine') return 'that only this machine can reach';
  if (reach === 'this-network') return mayBePrivate ? undefined : 'that only its own network can reach';
  return protocol === 'http:' || protocol === 'ws:' ? 'without encryption' : undefined;
}

export function productionNamesItsOrigins(
  facts: ConfigurationFacts,
  variables: readonly Variable[],
): readonly Finding[] {
  if (!isProduction(facts)) return [];
  return variables
    .filter(
      ({ name, kind, value }) =>
        (kind === 'origins' || /CORS|ALLOWED_ORIGIN/.test(name)) && value.includes('*'),
    )
    .map(({ name }) => finding(name, 'it lets any origin in', 'List each origin in full.'));
}

const DEBUGGING: readonly { readonly name: RegExp; readonly value: RegExp; readonly means: string }[] = [
  { name: /^NODE_TLS_REJECT_UNAUTHORIZED$/, value: /^0$/, means: 'no certificate is checked' },
  { name: /^NODE_OPTIONS$/, value: /--inspect|--debug/, means: 'a debugger may attach' },
  { name: /^(?:\w+_)?DEBUG$/, value: /^(?!0$|false$|off$|no$)/i, means: 'debugging is on' },
  {
    name: /^(?:\w+_)?LOG_?LEVEL$/,
    value: /^(?:debug|trace|silly|verbose|all)$/i,
    means: 'its log tells details',
  },
];

export function productionIsNotDebugged(
  facts: ConfigurationFacts,
  variables: readonly Variable[],
): readonly Finding[] {
  if (!isProduction(facts)) return [];
  return variables.flatMap(({ name, value }) => {
    const found = DEBUGGING.find((one) => one.name.test(name) && one.value.test(value));
    return found === undefined
      ? []
      : [finding(name, found.means, 'Remove it, or set what production needs.')];
  });
}

/** A contract that reads “off” by its truth would take it for true. */
export function booleansAreTrueOrFalse(
  _facts: ConfigurationFacts,
  variables: readonly Variable[],
): readonly Finding[] {
  return variables
    .filter((variable) => variable.kind === 'boolean' && !/^(?:true|false|0|1)$/i.test(variable.value))
    .map(({ name }) => ({
      code: 'configuration-invalid',
      place: name,
      message: `Expected ${name} to be true or false; it is neither, and a reader that asks whether there is a text takes it for true.`,
      remedy: 'Write true or false.',
    }));
}

function finding(name: string, is: string, remedy: string): Finding {
  return {
    code: 'not-for-production',
    place: name,
    message: `Expected ${name} to be for production; ${is}.`,
    remedy,
  };
}
