import { sign } from 'node:crypto';
import { bundleToJSON, toDSSEBundle, type SerializedBundle } from '@sigstore/bundle';
import { dsse } from '@sigstore/core';
import { certificateExtensions, identityOf, type Claims } from './claims.ts';
import { openAuthorities, type Authorities } from './authorities.ts';
import { generateKeys, spki } from './keys.ts';
import { logEntry } from './log-entry.ts';
import { timestamp } from './timestamp.ts';
import { trustedRoot } from './trusted-root.ts';

/** A Sigstore that nobody else trusts: certificate authority, logs and clock, with keys made anew. */
export interface MadeUpSigstore {
  /** What a verifier must be given to believe it: JSON of a trusted root, on one line. */
  readonly trustedRoot: string;
  /** Signs an in-toto statement as the job with those claims would, with a certificate of ten minutes. */
  attest(statement: object, claims: Claims): Promise<SerializedBundle>;
}

export interface SigstoreKind {
  /** As GitHub has them: the public one vouches for the time by its log, the private one by an authority and has no logs. */
  readonly kind?: 'public' | 'private';
  /** When what is signed now is said to have been signed; `never` leaves it out. */
  readonly signedAt?: Date | 'never';
}

const IN_TOTO = 'application/vnd.in-toto+json';

export async function openSigstore(facts: SigstoreKind = {}): Promise<MadeUpSigstore> {
  const { kind = 'public', signedAt } = facts;
  const authorities = await openAuthorities(kind, signedAt === 'never' ? undefined : signedAt);
  return {
    trustedRoot: JSON.stringify(trustedRoot(authorities)),
    async attest(statement, claims) {
      const { publicKey, privateKey } = generateKeys();
      const certificate = await certify(authorities, { publicKey: spki(publicKey), claims });
      const payload = Buffer.from(JSON.stringify(statement));
      const signature = sign('sha256', dsse.preAuthEncoding(IN_TOTO, payload), privateKey);
      const bundle = toDSSEBundle({ artifact: payload, artifactType: IN_TOTO, signature, certificate });
      if (signedAt !== 'never') await vouch(authorities, { bundle, payload, signature, certificate });
      return bundleToJSON(bundle);
    },
  };
}

async function certify(
  { ca }: Authorities,
  { publicKey, claims }: { publicKey: Buffer<ArrayBuffer>; claims: Claims },
): Promise<Buffer> {
  const certificate = await ca.issueCertificate({
    publicKey,
    subjectAltName: identityOf(claims),
    extensions: certificateExtensions(claims),
  });
  return Buffer.from(certificate.buffer, certificate.byteOffset, certificate.byteLength);
}

async function vouch(
  { log, tsa }: Authorities,
  {
    bundle,
    ...signed
  }: {
    bundle: ReturnType<typeof toDSSEBundle>;
    payload: Buffer;
    signature: Buffer;
    certificate: Buffer;
  },
): Promise<void> {
  const material = bundle.verificationMaterial;
  if (log !== undefined) material.tlogEntries = [await logEntry(log, signed)];
  if (tsa === undefined) return;
  const signedTimestamp = await timestamp(tsa, signed.signature);
  material.timestampVerificationData = { rfc3161Timestamps: [{ signedTimestamp }] };
}
