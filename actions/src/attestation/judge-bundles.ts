import { bundleFromJSON, isBundleWithDsseEnvelope, ValidationError, type Bundle } from '@sigstore/bundle';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import { messageOf, UserError } from '../errors.ts';
import type { ReasonCode } from '../reason-codes.ts';
import type { Finding } from '../verdict/verdict.ts';
import { readSigner } from './read-signer.ts';
import { differencesOf, type Signer, type WantedAttestation } from './signer.ts';
import { statementProblems } from './statement.ts';
import { trustedRootsFor, type TrustedRoots } from './trusted-roots.ts';

export type JudgedBundle =
  | { readonly kind: 'attested'; readonly signer: Signer }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] };

/** Each bundle by itself: what it is signed with first, and only then what it says. */
export async function judgeBundles(facts: {
  bundles: readonly unknown[];
  wanted: WantedAttestation;
  trustedRoots: string | undefined;
}): Promise<readonly JudgedBundle[]> {
  const { bundles, wanted, trustedRoots } = facts;
  const rootsFor = await trustedRootsFor(trustedRoots);
  const judged: JudgedBundle[] = [];
  for (const [index, bundle] of bundles.entries())
    judged.push(await judge(bundle, { wanted, rootsFor, place: `attestation ${index + 1}` }));
  return judged;
}

async function judge(
  given: unknown,
  { wanted, rootsFor, place }: { wanted: WantedAttestation; rootsFor: TrustedRoots; place: string },
): Promise<JudgedBundle> {
  try {
    const bundle = bundleFromJSON(given);
    if (!isBundleWithDsseEnvelope(bundle)) throw new Error('it holds no DSSE envelope');
    const signer = await provenSigner(bundle, rootsFor);
    const { dsseEnvelope } = bundle.content;
    const problems = [...statementProblems(dsseEnvelope, wanted.digest), ...differencesOf(signer, wanted)];
    if (problems.length === 0) return { kind: 'attested', signer };
    return { kind: 'refused', findings: problems.map((text) => foreign(text, place)) };
  } catch (error) {
    if (error instanceof UserError) throw error;
    return { kind: 'refused', findings: [invalid(error, place)] };
  }
}

/** Signature, certificate, its log, the log of signatures and the time of signing; throws where one does not hold. */
async function provenSigner(bundle: Bundle, rootsFor: TrustedRoots): Promise<Signer> {
  const certificate = certificateIn(bundle);
  const entity = toSignedEntity(bundle);
  let why: unknown = new Error('no trusted root is of its issuer');
  for (const { root, demands } of await rootsFor(certificate)) {
    try {
      return readSigner(new Verifier(toTrustMaterial(root), demands).verify(entity));
    } catch (error) {
      why = error;
    }
  }
  throw why;
}

function certificateIn({ verificationMaterial: { content } }: Bundle): Uint8Array {
  const certificate =
    content.$case === 'x509CertificateChain'
      ? content.x509CertificateChain.certificates[0]
      : content.$case === 'certificate'
        ? content.certificate
        : undefined;
  if (certificate === undefined)
    throw new Error('it is signed by a bare key, which does not tell whose it is');
  return certificate.rawBytes;
}

function invalid(error: unknown, place: string): Finding {
  const fields = error instanceof ValidationError ? `: ${error.fields.join(', ')}` : '';
  const cause = Error.isError(error) && error.cause !== undefined ? ` (${messageOf(error.cause)})` : '';
  return finding('attestation-invalid', {
    place,
    message: `Expected a Sigstore bundle that holds, found: ${messageOf(error)}${fields}${cause}.`,
    remedy: 'Attest the artifact anew. Where the roots come from a file, see that it is not out of date.',
  });
}

function foreign(text: string, place: string): Finding {
  return finding('attestation-foreign', {
    place,
    message: `It holds, but ${text}.`,
    remedy: 'Deploy what this repository’s own pipeline built from that commit, and nothing else.',
  });
}

function finding(code: ReasonCode, rest: Omit<Finding, 'code'>): Finding {
  return { code, ...rest };
}
