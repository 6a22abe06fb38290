import { ASN1Obj } from '@sigstore/core';
import type { Signer as VerifiedSigner } from '@sigstore/verify';
import type { Signer } from './signer.ts';

/** Fulcio’s extensions. https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md */
const FULCIO = '1.3.6.1.4.1.57264.1';
const UTF8_STRING = 0x0c;

/** Only for a signer whose certificate was verified. What a certificate does not say is empty, which equals nothing expected. */
export function readSigner({ identity }: VerifiedSigner): Signer {
  function claim(number: number): string {
    const oid = `${FULCIO}.${number}`;
    const [found, ...more] = (identity?.oids ?? []).filter((one) => one.oid?.id.join('.') === oid);
    return found === undefined || more.length > 0 ? '' : textIn(found.value);
  }
  return {
    identity: identity?.subjectAlternativeName ?? '',
    issuer: claim(8),
    repository: claim(12),
    commit: claim(13),
    ref: claim(14),
    run: claim(21),
  };
}

function textIn(der: Uint8Array): string {
  const { tag, value } = ASN1Obj.parseBuffer(Buffer.from(der));
  return tag.number === UTF8_STRING ? value.toString('utf8') : '';
}
