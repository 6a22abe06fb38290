import { createHash } from 'node:crypto';
import { HashAlgorithm, PublicKeyDetails, TrustedRoot } from '@sigstore/protobuf-specs';
import type { Authorities } from './authorities.ts';

const SINCE = new Date(0);

/** What a verifier must know of them, as JSON. */
export function trustedRoot({ ca, ctLog, log, tsa }: Authorities): unknown {
  return TrustedRoot.toJSON({
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    certificateAuthorities: [authority('https://fulcio.example', [ca.rootCertificate])],
    timestampAuthorities:
      tsa === undefined ? [] : [authority('https://time.example', [tsa.intCertificate, tsa.rootCertificate])],
    ctlogs: ctLog === undefined ? [] : [keptLog('https://ct.example', ctLog.publicKey)],
    tlogs: log === undefined ? [] : [keptLog('https://rekor.example', log.publicKey)],
  });
}

function authority(
  uri: string,
  certificates: readonly ArrayBufferView<ArrayBuffer>[],
): TrustedRoot['certificateAuthorities'][number] {
  return {
    subject: { organization: 'sigstore.mock', commonName: 'sigstore' },
    uri,
    operator: 'nobody',
    certChain: {
      certificates: certificates.map(({ buffer, byteOffset, byteLength }) => ({
        rawBytes: Buffer.from(buffer, byteOffset, byteLength),
      })),
    },
    validFor: { start: SINCE },
  };
}

function keptLog(baseUrl: string, publicKey: Buffer): TrustedRoot['tlogs'][number] {
  return {
    baseUrl,
    operator: 'nobody',
    hashAlgorithm: HashAlgorithm.SHA2_256,
    logId: { keyId: createHash('sha256').update(publicKey).digest() },
    checkpointKeyId: undefined,
    publicKey: {
      rawBytes: publicKey,
      keyDetails: PublicKeyDetails.PKIX_ECDSA_P256_SHA_256,
      validFor: { start: SINCE },
    },
  };
}
