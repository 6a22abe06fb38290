import { z } from 'zod';

export const PROVENANCE = 'https://slsa.dev/provenance/v1';

const IN_TOTO = 'application/vnd.in-toto+json';

const envelopeSchema = z.object({ dsseEnvelope: z.object({ payload: z.base64() }) });
const statementSchema = z.object({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  predicateType: z.literal(PROVENANCE),
  subject: z.array(z.object({ digest: z.record(z.string(), z.string()) })),
});

/** What the payload says it is, before anything is believed; `undefined` for what can’t be read. */
export function predicateTypeOf(bundle: unknown): string | undefined {
  const envelope = envelopeSchema.safeParse(bundle);
  if (!envelope.success) return undefined;
  const content = parseJson(Buffer.from(envelope.data.dsseEnvelope.payload, 'base64'));
  return z.object({ predicateType: z.string() }).safeParse(content).data?.predicateType;
}

/** What is wrong with a signed payload as provenance for the digest, in words. */
export function statementProblems(
  { payloadType, payload }: { payloadType: string; payload: Uint8Array },
  digest: string,
): string[] {
  if (payloadType !== IN_TOTO) return [`expected a payload of ${IN_TOTO}, found ${payloadType}`];
  const parsed = statementSchema.safeParse(parseJson(payload));
  if (!parsed.success)
    return [`expected a statement of SLSA provenance, found: ${z.prettifyError(parsed.error)}`];
  const subjects = parsed.data.subject.map((subject) => subject.digest['sha256'] ?? 'no sha256');
  if (subjects.includes(digest)) return [];
  return [`expected the subject sha256:${digest}, found ${subjects.join(', ') || 'none'}`];
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
