import { z } from 'zod';
import type { Api } from '../github/rest.ts';
import type { Observed } from './observed.ts';
import { readingOf } from './reading.ts';

const actionsSchema = z.object({
  enabled: z.boolean(),
  allowed_actions: z.string().default('none'),
  sha_pinning_required: z.boolean().default(false),
});
const selectedSchema = z.object({
  github_owned_allowed: z.boolean().default(false),
  verified_allowed: z.boolean().default(false),
  patterns_allowed: z.array(z.string()).default([]),
});

/** https://docs.github.com/en/rest/actions/permissions */
export async function observedActions(api: Api, base: string): Promise<Observed['actions']> {
  const permission = 'Administration: read';
  const path = `${base}/actions/permissions`;
  const reading = await readingOf(api, { path, schema: actionsSchema, permission });
  if (reading.kind !== 'read') return reading;
  const { enabled, allowed_actions: allowed, sha_pinning_required: pinningRequired } = reading.value;
  const facts = { areOn: enabled, allowed, pinningRequired };
  // For any other value GitHub refuses the question.
  if (allowed !== 'selected') return { kind: 'read', value: { ...facts, selected: null } };
  const selected = await readingOf(api, {
    path: `${path}/selected-actions`,
    schema: selectedSchema,
    permission,
  });
  if (selected.kind !== 'read') return selected;
  const { github_owned_allowed, verified_allowed, patterns_allowed } = selected.value;
  return {
    kind: 'read',
    value: {
      ...facts,
      selected: { githubOwned: github_owned_allowed, verified: verified_allowed, patterns: patterns_allowed },
    },
  };
}
