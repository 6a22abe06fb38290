import { createHash, randomInt } from 'node:crypto';
import type { Authorities } from './authorities.ts';

const SHA256 = '2.16.840.1.101.3.4.2.1';
/** One of the policies that are there for anybody’s use. https://www.rfc-editor.org/rfc/rfc3161 */
const POLICY = '1.3.6.1.4.1.57264.2';

export async function timestamp(tsa: NonNullable<Authorities['tsa']>, signature: Buffer): Promise<Buffer> {
  const signed = await tsa.timestamp({
    artifactHash: createHash('sha256').update(signature).digest(),
    hashAlgorithmOID: SHA256,
    nonce: randomInt(2 ** 31),
    policyOID: POLICY,
  });
  return Buffer.from(signed.buffer, signed.byteOffset, signed.byteLength);
}
