import type { IncomingHttpHeaders } from 'node:http';
import {
  eachOf,
  lacking,
  noAnswerToThat,
  seen,
  unseen,
  type ProbeContext,
  type ProbeResult,
} from './probe.ts';

type Rule = (headers: IncomingHttpHeaders, url: URL) => string | undefined;

/** Each says what is missing. The list is OWASP’s, less what browsers no longer heed. */
const RULES: readonly Rule[] = [
  contentSecurityPolicyKeepsForeignScriptsOut,
  typesAreNotGuessed,
  nobodyFramesThePage,
  addressesDoNotLeak,
  browsersStayWithTls,
  theServerKeepsItsMakeToItself,
];

export async function securityHeaders({ ask, settings, url }: ProbeContext): Promise<ProbeResult> {
  return eachOf(settings['security-headers'].paths, async (path) => {
    const answer = await ask({ path });
    const problem = noAnswerToThat(`GET ${path}`, answer);
    if (problem !== undefined) return problem;
    if (answer.status === 404) return unseen(`GET ${path}: nothing is there (404).`);
    const missing = RULES.flatMap((rule) => rule(answer.headers, url) ?? []);
    if (missing.length === 0) return seen(`${path} has all of ${RULES.length}`);
    return lacking(`GET ${path}: ${missing.join('; ')}.`);
  });
}

function contentSecurityPolicyKeepsForeignScriptsOut(headers: IncomingHttpHeaders): string | undefined {
  const policy = directivesOf(headers);
  if (policy.size === 0) return 'expected Content-Security-Policy, found none';
  const scripts = policy.get('script-src') ?? policy.get('default-src');
  if (scripts === undefined) return 'expected default-src or script-src in Content-Security-Policy';
  // With a nonce or a hash browsers ignore 'unsafe-inline': it is there for those that are older.
  const isGuarded = scripts.some((source) => /^'(?:nonce|sha\d{3})-/.test(source));
  const loose = scripts.filter(
    (source) => ['*', 'http:', 'https:'].includes(source) || (source === "'unsafe-inline'" && !isGuarded),
  );
  return loose.length === 0
    ? undefined
    : `expected scripts without ${loose.join(' and ')} in Content-Security-Policy`;
}

function typesAreNotGuessed(headers: IncomingHttpHeaders): string | undefined {
  if (headers['x-content-type-options']?.toString().toLowerCase() === 'nosniff') return undefined;
  return 'expected X-Content-Type-Options: nosniff';
}

function nobodyFramesThePage(headers: IncomingHttpHeaders): string | undefined {
  const isDenied = /^(?:deny|sameorigin)$/i.test(headers['x-frame-options']?.toString() ?? '');
  return isDenied || directivesOf(headers).has('frame-ancestors')
    ? undefined
    : 'expected X-Frame-Options or frame-ancestors';
}

function addressesDoNotLeak(headers: IncomingHttpHeaders): string | undefined {
  const found = headers['referrer-policy']?.toString().toLowerCase();
  if (found !== undefined && found !== 'unsafe-url') return undefined;
  return `expected Referrer-Policy, found ${found ?? 'none'}`;
}

/** Over plain HTTP the header has no meaning (RFC 6797, 8.1). */
function browsersStayWithTls(headers: IncomingHttpHeaders, url: URL): string | undefined {
  if (url.protocol !== 'https:') return undefined;
  const seconds = Number(
    /max-age=(\d+)/.exec(headers['strict-transport-security']?.toString() ?? '')?.[1] ?? 0,
  );
  return seconds > 0 ? undefined : 'expected Strict-Transport-Security with a max-age';
}

function theServerKeepsItsMakeToItself(headers: IncomingHttpHeaders): string | undefined {
  const found = headers['x-powered-by'];
  return found === undefined ? undefined : `expected no X-Powered-By, found ${found.toString()}`;
}

function directivesOf(headers: IncomingHttpHeaders): ReadonlyMap<string, readonly string[]> {
  const text = headers['content-security-policy']?.toString() ?? '';
  const directives = text.split(';').flatMap((part): [string, string[]][] => {
    const [name = '', ...sources] = part.trim().toLowerCase().split(/\s+/);
    return name === '' ? [] : [[name, sources]];
  });
  return new Map(directives.toReversed());
}
