import { gzipSync } from 'node:zlib';
import type { Advisory } from './advisory.ts';
import { readBulkAnswer } from './bulk-answer.ts';
import { CONTROL, reportsControl } from './control.ts';
import { post, type Patience } from './post.ts';
import type { Refusal } from './refusal.ts';
import type { Registry } from './registry.ts';

/** What is asked about: the versions of each package. */
export type Inquiry = ReadonlyMap<string, ReadonlySet<string>>;

export type RegistryAnswer =
  { readonly kind: 'advisories'; readonly advisories: readonly Advisory[] } | Refusal;

/** Some registries cut questions that are too long. */
const PACKAGES_AT_ONCE = 1000;
const ENDPOINT = '-/npm/v1/security/advisories/bulk';

/**
 * Asks the registry which advisories there are, a thousand packages at a time, each time with a control. One question that
 * goes wrong leaves all of it unanswered.
 */
export async function askRegistry(facts: {
  registry: Registry;
  inquiry: Inquiry;
  patience: Patience;
}): Promise<RegistryAnswer> {
  const { registry, inquiry, patience } = facts;
  const names = [...inquiry.keys()].toSorted();
  const parts = Array.from({ length: Math.ceil(names.length / PACKAGES_AT_ONCE) }, (_, part) =>
    names.slice(part * PACKAGES_AT_ONCE, (part + 1) * PACKAGES_AT_ONCE),
  );
  const answers = await Promise.all(parts.map((part) => askAbout(registry, bodyOf(part, inquiry), patience)));
  const refusal = answers.find((answer) => answer.kind === 'refusal');
  if (refusal !== undefined) return refusal;
  const advisories = answers.flatMap((answer) => (answer.kind === 'advisories' ? answer.advisories : []));
  return { kind: 'advisories', advisories };
}

async function askAbout(registry: Registry, body: string, patience: Patience): Promise<RegistryAnswer> {
  const { url, authorization } = registry;
  const headers = {
    'content-type': 'application/json',
    'content-encoding': 'gzip',
    accept: 'application/json',
    'user-agent': 'tidegate',
    ...(authorization === undefined ? {} : { authorization }),
  };
  const request = { method: 'POST', headers, body: gzipSync(body) };
  const posted = await post(new URL(ENDPOINT, url), request, patience);
  if (posted.kind === 'refusal') return posted;
  const answer = readBulkAnswer(posted.text);
  if (answer.kind === 'refusal' || reportsControl(answer.advisories)) return answer;
  const why = `it does not report ${CONTROL.package} ${CONTROL.version}, which is known to be vulnerable`;
  return { kind: 'refusal', code: 'control-missed', why };
}

function bodyOf(names: readonly string[], inquiry: Inquiry): string {
  const asked = new Map(names.map((name) => [name, [...(inquiry.get(name) ?? [])]]));
  asked.set(CONTROL.package, [...new Set([...(asked.get(CONTROL.package) ?? []), CONTROL.version])]);
  return JSON.stringify(Object.fromEntries(asked));
}
