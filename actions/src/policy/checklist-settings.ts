import { z } from 'zod';

/** A comment holds 65,536 characters: so many items fit with everything that is written about each. */
const MOST_ITEMS = 60;

const itemId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,29}$/, 'expected lower-case letters, digits and dashes, at most 30');

/** Long enough that it says something. */
const reason = z.string().trim().min(15, 'expected a reason of at least 15 characters').max(300);

const path = z.string().startsWith('/');
const paths = z.array(path).min(1).max(10);

const person = z.strictObject({
  fourEyes: z.boolean().default(false).describe('Whether the author’s own tick is refused.'),
  mayNotApply: z
    .boolean()
    .default(false)
    .describe('Whether a person may say, with a reason, that it does not apply.'),
});

const proofs = {
  evidence: z.array(z.string()).min(1).describe('Gates whose evidence for this digest must say pass.'),
  probe: z
    .enum([
      'authentication',
      'backup',
      'cors',
      'domain-name',
      'input-validation',
      'monitoring',
      'rate-limit',
      'release',
      'security-headers',
      'smoke',
      'sql-injection',
      'tls',
    ])
    .describe('What the environment before is asked.'),
  person: person.describe('A person with write permission ticks it.'),
  notApplicable: reason.describe('Why it does not apply to this application at all.'),
};

const item = z
  .strictObject({
    id: itemId,
    text: z.string().trim().min(3).max(120),
    evidence: proofs.evidence.optional(),
    probe: proofs.probe.optional(),
    person: proofs.person.optional(),
    notApplicable: proofs.notApplicable.optional(),
  })
  .refine(
    (given) => Object.keys(proofs).filter((kind) => kind in given).length === 1,
    'expected one of evidence, probe, person and notApplicable',
  )
  .transform(({ id, text, evidence, probe, person: who, notApplicable = '' }): ChecklistItem => {
    if (evidence !== undefined) return { id, text, proof: { kind: 'evidence', gates: evidence } };
    if (probe !== undefined) return { id, text, proof: { kind: 'probe', probe } };
    if (who !== undefined) return { id, text, proof: { kind: 'person', ...who } };
    return { id, text, proof: { kind: 'not-applicable', reason: notApplicable } };
  });

const request = z.strictObject({
  path,
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('POST'),
  body: z.json().default({}).describe('Sent as JSON, unless the method is GET.'),
});

/** Those without a default have to be told where to look. */
const probes = z.strictObject({
  authentication: z
    .strictObject({ paths: paths.describe('Must answer 401 or 403 to whoever is not signed in.') })
    .optional(),
  backup: z
    .strictObject({
      path: path.describe('Answers with a JSON object about the last backup.'),
      field: z.string().default('restoredAt').describe('Holds when it was last restored to try it out.'),
      days: z.int().min(1).max(366).describe('How long ago that may be.'),
    })
    .optional(),
  cors: z
    .strictObject({
      path,
      allowed: z.url().optional().describe('An origin that may call.'),
    })
    .optional(),
  'domain-name': z.strictObject({}).prefault({}),
  'input-validation': z
    .strictObject({
      requests: z.array(request).min(1).max(10).describe('Malformed ones: each must be refused with a 4xx.'),
    })
    .optional(),
  monitoring: z
    .strictObject({ health: path.default('/health'), metrics: path.default('/metrics') })
    .prefault({}),
  'rate-limit': z
    .strictObject({
      path,
      burst: z
        .int()
        .min(0)
        .max(150)
        .default(0)
        .describe('Ask so often to see a 429; without it the headers must count down.'),
    })
    .optional(),
  release: z
    .strictObject({ path: path.default('/health/ready').describe('Answers with the digest that serves.') })
    .prefault({}),
  'security-headers': z.strictObject({ paths: paths.default(['/']) }).prefault({}),
  smoke: z.strictObject({}).prefault({}),
  'sql-injection': z
    .strictObject({
      path,
      method: z.enum(['GET', 'POST']).default('GET'),
      field: z.string().min(1).describe('Of the query, or of the JSON body: where hostile text is put.'),
    })
    .optional(),
  tls: z
    .strictObject({
      days: z.int().min(1).max(365).default(14).describe('How long the certificate must still hold.'),
    })
    .prefault({}),
});

export const checklistSettings = z.strictObject({
  groups: z
    .array(z.strictObject({ name: z.string().trim().min(3).max(60), items: z.array(item).min(1) }))
    .min(1)
    .refine((groups) => groups.flatMap(({ items }) => items).length <= MOST_ITEMS, {
      message: `expected at most ${MOST_ITEMS} items`,
    })
    .describe('What must be proved before a release comes to the environment, in the order of reading.'),
  probes: probes.prefault({}).describe('What each probe asks for.'),
});

/** On one machine. */
export const localChecklist = z.strictObject({
  approver: z
    .array(z.string())
    .default([])
    .describe('Items that whoever approves on this machine answers for.'),
  notApplicable: z
    .array(z.strictObject({ item: z.string(), reason }))
    .default([])
    .describe('Items that one machine has no place for, each with the reason.'),
});

export interface ChecklistItem {
  readonly id: string;
  readonly text: string;
  readonly proof: Proof;
}

export type Proof =
  | { readonly kind: 'evidence'; readonly gates: readonly string[] }
  | { readonly kind: 'probe'; readonly probe: ProbeName }
  | { readonly kind: 'person'; readonly fourEyes: boolean; readonly mayNotApply: boolean }
  | { readonly kind: 'not-applicable'; readonly reason: string };

export type PersonProof = Extract<Proof, { kind: 'person' }>;
export type ProbeName = z.output<typeof proofs.probe>;
export type ProbeSettings = z.output<typeof probes>;
export type ChecklistPolicy = z.output<typeof checklistSettings>;
