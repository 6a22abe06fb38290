import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { messageOf } from '../errors.ts';
import { lacking, noAnswerToThat, seen, unseen, type ProbeContext, type ProbeResult } from './probe.ts';

/** Users come by a name, not by an address; it leads somewhere, and something answers there. */
export async function domainName({ ask, url }: ProbeContext): Promise<ProbeResult> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return lacking(`Expected a domain name, found the address ${host}.`);
  try {
    const { address } = await lookup(host);
    const answer = await ask({ path: '/' });
    return (
      noAnswerToThat('GET /', answer) ?? seen(`${host} leads to ${address}, which answers ${answer.status}`)
    );
  } catch (error) {
    if (Error.isError(error) && 'syscall' in error && error.syscall === 'getaddrinfo')
      return 'code' in error && error.code === 'ENOTFOUND'
        ? lacking(`Expected ${host} to lead somewhere; nobody knows that name.`)
        : unseen(`${host} could not be looked up: ${messageOf(error)}.`);
    throw error;
  }
}
