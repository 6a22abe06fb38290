import { createHash, X509Certificate } from 'node:crypto';
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { z } from 'zod';
import type { Authorities } from './authorities.ts';

const loggedSchema = z.object({
  body: z.string(),
  integratedTime: z.int(),
  logID: z.string(),
  logIndex: z.int(),
  verification: z.object({
    signedEntryTimestamp: z.string(),
    inclusionProof: z.object({
      checkpoint: z.string(),
      hashes: z.array(z.string()),
      logIndex: z.int(),
      rootHash: z.string(),
      treeSize: z.int(),
    }),
  }),
});

/** Puts the signature into the log; gives the entry in the form that bundles have. */
export async function logEntry(
  log: NonNullable<Authorities['log']>,
  signed: { payload: Buffer; signature: Buffer; certificate: Buffer },
): Promise<TransparencyLogEntry> {
  const { payload, signature, certificate } = signed;
  const verifier = Buffer.from(new X509Certificate(certificate).toString()).toString('base64');
  const answer: unknown = await log.log({
    apiVersion: '0.0.1',
    kind: 'dsse',
    spec: {
      payloadHash: { algorithm: 'sha256', value: createHash('sha256').update(payload).digest('hex') },
      signatures: [{ signature: signature.toString('base64'), verifier }],
    },
  });
  const [logged] = Object.values(z.record(z.string(), loggedSchema).parse(answer));
  if (logged === undefined) throw new Error('the log gave no entry');
  return entryOf(logged);
}

function entryOf({ verification, ...entry }: z.output<typeof loggedSchema>): TransparencyLogEntry {
  const { signedEntryTimestamp, inclusionProof: proof } = verification;
  return {
    logIndex: String(entry.logIndex),
    logId: { keyId: Buffer.from(entry.logID, 'hex') },
    kindVersion: { kind: 'dsse', version: '0.0.1' },
    integratedTime: String(entry.integratedTime),
    canonicalizedBody: Buffer.from(entry.body, 'base64'),
    inclusionPromise: { signedEntryTimestamp: Buffer.from(signedEntryTimestamp, 'base64') },
    inclusionProof: {
      logIndex: String(proof.logIndex),
      treeSize: String(proof.treeSize),
      rootHash: Buffer.from(proof.rootHash, 'hex'),
      hashes: proof.hashes.map((hash) => Buffer.from(hash, 'hex')),
      checkpoint: { envelope: proof.checkpoint },
    },
  };
}
