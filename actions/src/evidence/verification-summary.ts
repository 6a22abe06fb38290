import { z } from 'zod';
import type { Digest, Release } from '../release/release.ts';
import type { VerdictKind } from '../verdict/verdict.ts';
import { evidenceName } from './statement.ts';
import { writeAbout } from './store.ts';

const sha256 = z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });

/**
 * A SLSA Verification Summary v1: that this artifact was held against this policy for one environment, and with what
 * result. https://slsa.dev/spec/v1.0/verification_summary
 */
export const verificationSummarySchema = z.strictObject({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z.tuple([z.strictObject({ name: z.string(), digest: sha256 })]),
  predicateType: z.literal('https://slsa.dev/verification_summary/v1'),
  predicate: z.strictObject({
    verifier: z.strictObject({ id: z.url() }),
    timeVerified: z.iso.datetime(),
    resourceUri: z.string().min(1),
    policy: z.strictObject({ uri: z.string().min(1), digest: sha256 }),
    inputAttestations: z.array(z.strictObject({ uri: z.string(), digest: sha256 })),
    verificationResult: z.enum(['PASSED', 'FAILED']),
    verifiedLevels: z.array(z.string()).min(1),
  }),
});

type VerificationSummary = z.output<typeof verificationSummarySchema>;

export interface SummaryFacts {
  readonly release: Pick<Release, 'id' | 'digest'>;
  readonly environment: string;
  readonly verdict: VerdictKind;
  readonly policy: { readonly uri: string; readonly hash: string };
  /** The evidence that was judged, by file name. */
  readonly inputs: readonly { readonly name: string; readonly sha256: string }[];
  readonly resourceUri: string;
  readonly at: string;
}

const VERIFIER = 'https://tidegate.dev/checklist/v1';

/** It knows two results: what is unproven is not verified, and so FAILED. */
export function verificationSummary(facts: SummaryFacts): VerificationSummary {
  const isPassed = facts.verdict === 'pass';
  return verificationSummarySchema.parse({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: facts.release.id, digest: { sha256: facts.release.digest } }],
    predicateType: 'https://slsa.dev/verification_summary/v1',
    predicate: {
      verifier: { id: VERIFIER },
      timeVerified: facts.at,
      resourceUri: facts.resourceUri,
      policy: { uri: facts.policy.uri, digest: { sha256: facts.policy.hash } },
      inputAttestations: facts.inputs.map(({ name, sha256: hash }) => ({
        uri: `${name}.json`,
        digest: { sha256: hash },
      })),
      verificationResult: isPassed ? 'PASSED' : 'FAILED',
      // Names that begin with SLSA_ are the framework’s own: no build track was looked at here.
      verifiedLevels: [isPassed ? 'TIDEGATE_CHECKLIST' : 'FAILED'],
    },
  });
}

/** Writes `<folder>/<digest>/checklist@<environment>.vsa.json`. */
export async function writeVerificationSummary(folder: string, facts: SummaryFacts): Promise<string> {
  const { environment, release } = facts;
  const name = `${evidenceName({ gate: 'checklist', environment })}.vsa`;
  const digest: Digest = release.digest;
  return writeAbout({ folder, digest, name, content: verificationSummary(facts) });
}
