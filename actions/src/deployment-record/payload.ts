import { z } from 'zod';
import { parseDigest, type Digest } from '../release/release.ts';

const digest = z
  .string()
  .refine((text) => parseDigest(text) === text, 'expected a sha256')
  .transform((text) => text as Digest);

/** What a deployment in GitHub's record says beyond its environment. A reader refuses a version that it does not know. */
export const payloadSchema = z.strictObject({
  version: z.literal(1),
  /** `reconciled`: written afterwards, from what the host's own ledger says. */
  kind: z.enum(['deploy', 'rollback', 'reconciled']),
  digest,
  /** The release's id. */
  release: z.string(),
  releaseVersion: z.string(),
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  configHash: z.string(),
  planHash: z.string(),
  /** The host's own id of it. */
  deployment: z.string(),
  request: z.string().nullable(),
  run: z.strictObject({ id: z.string(), attempt: z.int() }),
});
export type Payload = z.output<typeof payloadSchema>;

/** `undefined` for what somebody else wrote: the platform's own deployments, another tool's. */
export function payloadOf(content: unknown): Payload | undefined {
  return payloadSchema.safeParse(typeof content === 'string' ? parseJson(content) : content).data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
