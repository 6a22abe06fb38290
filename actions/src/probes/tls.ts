import { messageOf } from '../errors.ts';
import { Unanswered } from './ask.ts';
import { lacking, seen, type ProbeContext, type ProbeResult } from './probe.ts';

const DAY_MS = 24 * 3_600_000;
/** RFC 8996 put an end to TLS 1.0 and 1.1. */
const SOUND = ['TLSv1.2', 'TLSv1.3'];
/** How OpenSSL and Node.js say that the certificate itself is what is wrong. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|ALTNAME/;

/** Users’ connections are encrypted, to a certificate of that name which an authority vouches for and which still holds. */
export async function tls({ ask, url, settings, now }: ProbeContext): Promise<ProbeResult> {
  if (url.protocol !== 'https:') return lacking(`Expected https, found ${url.origin}.`);
  const { days } = settings.tls;
  try {
    const { certificate } = await ask({ path: '/' });
    if (certificate === null) return lacking(`Expected a certificate at ${url.origin}, found none.`);
    const { protocol, validUntil } = certificate;
    if (!SOUND.includes(protocol)) return lacking(`Expected ${SOUND.join(' or ')}, found ${protocol}.`);
    const left = Math.floor((validUntil.getTime() - now.getTime()) / DAY_MS);
    if (Number.isNaN(left) || left < days)
      return lacking(`Expected a certificate that holds for ${days} more days, found ${left}.`);
    return seen(`${protocol}, and the certificate holds for ${left} more days`);
  } catch (error) {
    if (error instanceof Unanswered && CERTIFICATE.test(error.reason))
      return lacking(`Expected a certificate that can be trusted: ${messageOf(error.cause)}.`);
    throw error;
  }
}
