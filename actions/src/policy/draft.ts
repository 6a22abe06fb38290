import { z } from 'zod';
import { duration } from './schema.ts';

/**
 * The policy as far as it is understood: what is missing or mistaken is undefined, so that contradictions among the
 * rest are reported together with those mistakes instead of after they are mended.
 */
export type Draft = z.output<typeof draftSchema>;
export type DraftWatch = Draft['environments'][number]['watch'];

const time = duration.optional().catch(undefined);
const count = z.int().optional().catch(undefined);
const text = z.string().optional().catch(undefined);

const watch = z
  .object({ window: time, every: time, minSamples: count, p99Limit: time, p99Floor: time })
  .catch({});

const environment = z
  .object({ name: text, gates: z.array(text).catch([]), watch })
  .catch({ gates: [], watch: {} });

const smoke = z
  .object({ method: z.string().default('GET'), path: z.string() })
  .transform(({ method, path }) => `${method} ${path}`)
  .optional()
  .catch(undefined);

const application = z.object({ smoke: z.array(smoke).catch([]) }).catch({ smoke: [] });
const deployment = z.object({ confirmWithin: time, drain: time, stopWithin: time }).catch({});
const noLocalChecklist = { approver: [], notApplicable: [] };
const localChecklist = z
  .object({
    approver: z.array(text).catch([]),
    notApplicable: z.array(z.object({ item: text }).catch({ item: undefined })).catch([]),
  })
  .catch(noLocalChecklist);
const local = z.object({ portBase: count, checklist: localChecklist }).catch({ checklist: noLocalChecklist });

const gates = z.record(z.string(), z.unknown()).catch({});

const draftSchema = z
  .object({ application, deployment, local, gates, environments: z.array(environment).catch([]) })
  .catch({
    application: { smoke: [] },
    deployment: {},
    local: { checklist: noLocalChecklist },
    gates: {},
    environments: [],
  })
  .transform((draft) => ({
    smoke: draft.application.smoke,
    ...draft.deployment,
    portBase: draft.local.portBase,
    localChecklist: draft.local.checklist,
    gates: draft.gates,
    environments: draft.environments,
  }));

export function draftOf(value: unknown): Draft {
  return draftSchema.parse(value);
}
