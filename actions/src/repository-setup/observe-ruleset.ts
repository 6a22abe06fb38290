import { z } from 'zod';
import type { Api } from '../github/rest.ts';
import type { Observed } from './observed.ts';
import { listOf, readingOf } from './reading.ts';

const listed = z.array(z.object({ id: z.int(), name: z.string() }));
const rulesetSchema = z.object({
  id: z.int(),
  target: z.string().default('branch'),
  enforcement: z.string(),
  bypass_actors: z.array(z.unknown()).nullish(),
  conditions: z
    .object({ ref_name: z.object({ include: z.array(z.string()), exclude: z.array(z.string()) }).optional() })
    .nullish(),
  rules: z
    .array(z.object({ type: z.string(), parameters: z.record(z.string(), z.unknown()).optional() }))
    .default([]),
});

/** https://docs.github.com/en/rest/repos/rules */
export async function observedRuleset(
  api: Api,
  { base, name }: { base: string; name: string },
): Promise<Observed['ruleset']> {
  const permission = 'Administration: read';
  const list = await listOf(api, {
    path: `${base}/rulesets?includes_parents=false`,
    schema: listed,
    permission,
    entries: (page) => page,
  });
  if (list.kind !== 'read') return list;
  const id = list.value.find((each) => each.name === name)?.id;
  if (id === undefined) return { kind: 'read', value: null };
  const reading = await readingOf(api, { path: `${base}/rulesets/${id}`, schema: rulesetSchema, permission });
  return reading.kind === 'read' ? { kind: 'read', value: asObserved(reading.value) } : reading;
}

function asObserved(
  shown: z.output<typeof rulesetSchema>,
): NonNullable<Extract<Observed['ruleset'], { kind: 'read' }>['value']> {
  const { id, target, enforcement, bypass_actors: actors, conditions, rules } = shown;
  return {
    id,
    target,
    enforcement,
    bypassActors: actors?.length ?? null,
    include: conditions?.ref_name?.include ?? [],
    exclude: conditions?.ref_name?.exclude ?? [],
    rules,
  };
}
