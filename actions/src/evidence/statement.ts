import { z } from 'zod';
import { REASON_CODES, type ReasonCode } from '../reason-codes.ts';
import { parseDigest, type Digest, type Release } from '../release/release.ts';
import type { Verdict } from '../verdict/verdict.ts';

/**
 * What a gate's evidence holds for: the artifact alone, the artifact with one environment's configuration, or that and
 * the release which serves there now.
 */
export type EvidenceBinding = 'artifact' | 'configuration' | 'pair';

/** What this predicate means is in the version at its end: another version is not understood, and proves nothing. */
const PREDICATE_TYPE = 'https://tidegate.dev/gate/v1';

/** Also file names, so nothing that could lead out of a folder. */
const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected lower-case letters, digits and dashes');
const digest = z
  .string()
  .refine((text) => parseDigest(text) === text, 'expected 64 lower-case hexadecimal digits')
  .transform((text) => text as Digest);
const reasonCode = z
  .string()
  .refine((code) => Object.hasOwn(REASON_CODES, code), 'expected a known reason code')
  .transform((code) => code as ReasonCode);

const finding = z.strictObject({
  code: reasonCode,
  message: z.string(),
  remedy: z.string().optional(),
  place: z.string().optional(),
});

/**
 * What one gate found about one artifact: an in-toto Statement v1.
 * https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md
 */
export const statementSchema = z.strictObject({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z.tuple([z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: digest }) })]),
  predicateType: z.literal(PREDICATE_TYPE),
  predicate: z
    .strictObject({
      gate: name,
      verdict: z.enum(['pass', 'fail', 'unproven']),
      reasonCode,
      summary: z.string(),
      /** With `configHash`: the environment whose configuration was looked at. */
      environment: name.optional(),
      policyHash: digest,
      configHash: z.string().min(1).optional(),
      /** For a gate that looked at a pair: the release that served in the environment; `null` for none. */
      replaces: digest.nullable().optional(),
      startedAt: z.iso.datetime(),
      finishedAt: z.iso.datetime(),
      facts: z.record(z.string(), z.json()),
      findings: z.array(finding),
    })
    .refine(({ startedAt, finishedAt }) => Date.parse(startedAt) <= Date.parse(finishedAt), {
      message: 'expected it to finish after it started',
    })
    .refine(({ verdict, reasonCode }) => (verdict === 'pass') === (reasonCode === 'passed'), {
      message: 'expected the reason code of its verdict',
    }),
});

export type GateStatement = z.output<typeof statementSchema>;

/** `environment` and `configHash` only for a gate that looked at an environment's configuration. */
export function makeStatement(facts: {
  gate: string;
  release: Pick<Release, 'id' | 'digest'>;
  verdict: Verdict;
  policyHash: string;
  startedAt: string;
  finishedAt: string;
  environment?: string;
  configHash?: string;
  replaces?: Digest | null;
}): GateStatement {
  const { release, verdict, ...rest } = facts;
  const { kind, ...found } = verdict;
  return statementSchema.parse({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: release.id, digest: { sha256: release.digest } }],
    predicateType: PREDICATE_TYPE,
    predicate: { ...rest, verdict: kind, ...found },
  });
}

/** `build`, or `config@staging`: what evidence is called, in a file's name and in messages. */
export function evidenceName(facts: { gate: string; environment?: string | undefined }): string {
  return facts.environment === undefined ? facts.gate : `${facts.gate}@${facts.environment}`;
}
