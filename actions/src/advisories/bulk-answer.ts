import { z } from 'zod';
import type { Advisory } from './advisory.ts';
import { isMalwareAdvisory } from './malware.ts';
import type { Refusal } from './refusal.ts';
import { SEVERITIES } from './severity.ts';

/** What is not said is taken as npm takes it: every version, and high. */
const advisorySchema = z.object({
  id: z.union([z.int(), z.string()]),
  url: z.string(),
  title: z.string(),
  severity: z.enum(SEVERITIES).default('high'),
  vulnerable_versions: z.string().default('*'),
  cwe: z.array(z.string()).default([]),
});

const answerSchema = z.record(z.string(), z.array(advisorySchema));

/** The advisories of an answer; one that is of another shape is refused whole. */
export function readBulkAnswer(text: string): { kind: 'advisories'; advisories: Advisory[] } | Refusal {
  const parsed = answerSchema.safeParse(jsonOf(text));
  if (parsed.success)
    return { kind: 'advisories', advisories: Object.entries(parsed.data).flatMap(advisoriesOf) };
  const [issue] = parsed.error.issues;
  const place = issue?.path.map(String).join(' → ') ?? '';
  const why = `its answer is no list of advisories by package (${place || 'the whole'}: ${issue?.message ?? ''})`;
  return { kind: 'refusal', code: 'advisories-unreadable', why };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function advisoriesOf([name, found]: [string, z.output<typeof advisorySchema>[]]): Advisory[] {
  return found.map(({ id, url, title, severity, vulnerable_versions: range, cwe }) => {
    const [ghsa] = /GHSA(?:-[a-z0-9]{4}){3}$/.exec(url) ?? [];
    const advisory = ghsa ?? `npm-${id}`;
    const isMalware = isMalwareAdvisory({ id: advisory, cwes: cwe, title });
    return {
      source: 'registry',
      id: advisory,
      package: name,
      title,
      url,
      severity: isMalware ? 'critical' : severity,
      isMalware,
      range,
    };
  });
}
