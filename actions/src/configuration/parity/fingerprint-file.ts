import { z } from 'zod';
import { UserError } from '../../errors.ts';

const hmac = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 lower-case hexadecimal digits');

const fingerprintsSchema = z.strictObject({
  version: z.literal(1),
  environment: z.string().min(1),
  configHash: z.string().min(1),
  /** The artifact whose contract said what the variables are; `null` for a contract by itself. */
  artifact: hmac.nullable(),
  /** With the key, if there is one, what the HMACs are keyed with. */
  salt: z.string().regex(/^[0-9a-f]{32,}$/),
  /** An HMAC over a fixed text: shows whether two runs have the same key. */
  keyCheck: hmac,
  variables: z.array(
    z.strictObject({
      name: z.string().min(1),
      kind: z.string(),
      secret: z.boolean(),
      /** Of a secret, or its parts: `null` for one that is too short to be shown without a key, absent for an open value. */
      fingerprint: z
        .strictObject({ value: hmac, password: hmac.optional(), server: hmac.optional() })
        .nullable()
        .optional(),
    }),
  ),
});

/** What one environment shows of its configuration, for another to be compared with: no value, and nothing to guess one from. */
export type Fingerprints = z.output<typeof fingerprintsSchema>;

/** One environment’s variables, its secrets under a salt. */
export type ShownConfiguration = Pick<Fingerprints, 'environment' | 'keyCheck' | 'variables'>;

/** `UserError` parity-unproven for a text that is none, or of an environment without variables. */
export function parseFingerprints(text: string, path: string): Fingerprints {
  const parsed = fingerprintsSchema.safeParse(parseJson(text));
  if (parsed.success && parsed.data.variables.length > 0) return parsed.data;
  throw new UserError({
    code: 'parity-unproven',
    message: `Expected the fingerprints of an environment in ${path}; found ${parsed.success ? 'no variable in them' : 'something else'}.`,
    remedy: 'Run the gate for that environment first, and hand the file that it writes on to this run.',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
