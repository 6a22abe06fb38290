import type { Api } from '../github/rest.ts';
import type { ReasonCode } from '../reason-codes.ts';
import type { Finding } from '../verdict/verdict.ts';
import { fetchBundles } from './fetch-bundles.ts';
import type { Signer, WantedAttestation } from './signer.ts';

export type AttestationAnswer =
  | { readonly kind: 'attested'; readonly signer: Signer }
  | { readonly kind: 'refused'; readonly reasonCode: ReasonCode; readonly findings: readonly Finding[] };

/**
 * Whether this repository’s own pipeline attested, as SLSA provenance, that it built the artifact from the commit. One
 * attestation that holds suffices; where none does, the findings tell of every one. `UserError` trust-roots-unavailable,
 * github-refused and github-unreachable: then nothing is known.
 */
export async function verifyAttestation(facts: {
  api: Api & { readonly repository: string };
  wanted: WantedAttestation;
  /** A file of trusted roots, as `gh attestation trusted-root` prints them; without one they are fetched. */
  trustedRoots?: string | undefined;
}): Promise<AttestationAnswer> {
  const { api, wanted, trustedRoots } = facts;
  const { bundles, others } = await fetchBundles(api, wanted.digest);
  if (bundles.length === 0) return refused([missing(wanted, others)]);
  // Cryptography and the client of the roots' repository are loaded by whoever has something to prove, and nobody else.
  const { judgeBundles } = await import('./judge-bundles.ts');
  const judged = await judgeBundles({ bundles, wanted, trustedRoots });
  const good = judged.find((one) => one.kind === 'attested');
  return good ?? refused(judged.flatMap((one) => (one.kind === 'refused' ? one.findings : [])));
}

/** What is signed by somebody else says more than what is not signed at all. */
const FIRST = ['attestation-foreign', 'attestation-invalid', 'attestation-missing'] as const;

function refused(findings: readonly Finding[]): AttestationAnswer {
  const reasonCode = FIRST.find((code) => findings.some((finding) => finding.code === code));
  return { kind: 'refused', reasonCode: reasonCode ?? 'attestation-missing', findings };
}

function missing({ digest, workflow }: WantedAttestation, others: readonly string[]): Finding {
  const found = others.length === 0 ? 'none' : `only others: ${others.join(', ')}`;
  return {
    code: 'attestation-missing',
    message: `Expected an attestation of SLSA provenance for sha256:${digest}, found ${found}.`,
    remedy: `See that ${workflow} attested this very file, and that the token may read it (attestations: read).`,
  };
}
