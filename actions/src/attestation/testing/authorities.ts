import { initializeCA, initializeCTLog, initializeTLog, initializeTSA } from '@sigstore/mock';
import { generateKeys } from './keys.ts';

type Made<Make extends (...given: never[]) => unknown> = Awaited<ReturnType<Make>>;

export interface Authorities {
  readonly ca: Made<typeof initializeCA>;
  readonly ctLog: Made<typeof initializeCTLog> | undefined;
  readonly log: Made<typeof initializeTLog> | undefined;
  readonly tsa: Made<typeof initializeTSA> | undefined;
}

/** Certificates are issued now; `signedAt` is what the log, or the authority of time, says instead. */
export async function openAuthorities(
  kind: 'public' | 'private',
  signedAt: Date | undefined,
): Promise<Authorities> {
  const ctLog = kind === 'public' ? await initializeCTLog(generateKeys()) : undefined;
  const ca = await initializeCA(generateKeys('P-384'), ctLog);
  if (kind === 'private')
    return { ca, ctLog, log: undefined, tsa: await initializeTSA(generateKeys('P-384'), signedAt) };
  const log = await initializeTLog('https://rekor.example', generateKeys(), signedAt);
  return { ca, ctLog, log, tsa: undefined };
}
