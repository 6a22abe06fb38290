import { initializeCA, initializeCTLog, initializeTLog, initializeTSA } from '@sigstore/mock';
import { generateKeys } from './keys.ts';

type Made<Make extends (...given: never[]) => unknown> = Awaited<ReturnType<Make>>;

export interface Authorities {
  readonly ca: Made<typeof initializeCA>;
  readonly ctLog: Made<typeof initializeCTLog> | undefined;
  readonly log: Made<typeof initializeTLog> | undefined;
  readonly tsa: TimeAuthority;
}

export type TimeAuthority = Pick<
  Made<typeof initializeTSA>,
  'intCertificate' | 'rootCertificate' | 'timestamp'
>;

/** Certificates are issued now; `signedAt` is what the log, and the authority of time, say instead. */
export async function openAuthorities(facts: {
  kind: 'public' | 'private';
  signedAt: Date | undefined;
  isCertificateHidden: boolean;
}): Promise<Authorities> {
  const { kind, signedAt, isCertificateHidden } = facts;
  const ctLog = kind === 'public' ? await initializeCTLog(generateKeys()) : undefined;
  const ca = await initializeCA(generateKeys('P-384'), isCertificateHidden ? undefined : ctLog);
  const tsa = await openTimeAuthority(signedAt);
  if (kind === 'private') return { ca, ctLog, log: undefined, tsa };
  return { ca, ctLog, log: await initializeTLog('https://rekor.example', generateKeys(), signedAt), tsa };
}

/** Real ones tell whole seconds; of broken ones the verifier reads three digits and no fewer. */
async function openTimeAuthority(signedAt: Date | undefined): Promise<TimeAuthority> {
  const clock = new Date();
  const tsa = await initializeTSA(generateKeys('P-384'), clock);
  return {
    intCertificate: tsa.intCertificate,
    rootCertificate: tsa.rootCertificate,
    timestamp(request) {
      clock.setTime((signedAt ?? new Date()).getTime());
      clock.setMilliseconds(0);
      return tsa.timestamp(request);
    },
  };
}
