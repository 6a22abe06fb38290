import { z } from 'zod';
import { COMMON_INPUTS, digestInput } from '../runner/inputs.ts';

/** `<version>-<commit7>-<digest8>` */
const RELEASE = /^.+-(?<commit>[0-9a-f]{7})-(?<digest>[0-9a-f]{8})$/;

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'expected an address that begins with https:// or http://' })
  .transform((text) => new URL(text))
  .refine(
    ({ username, password }) => username === '' && password === '',
    'expected no user or password in it',
  );

export const inputs = z.strictObject({
  ...COMMON_INPUTS,
  'artifact-digest': digestInput(),
  release: z
    .string()
    .regex(RELEASE, 'expected a release’s id, <version>-<commit>-<digest>, as `package` gives it'),
  policy: z.string().default('.github/tidegate.yml'),
  environment: z.string(),
  url: httpUrl.optional(),
  token: z.string().optional(),
  'pull-request': z
    .string()
    .regex(/^[1-9]\d{0,9}$/, 'expected a number')
    .transform(Number)
    .optional(),
  'comment-author': z.string().default('github-actions[bot]'),
  'seal-key': z.string().min(16, 'expected at least 16 characters').optional(),
});

export type ChecklistInputs = z.output<typeof inputs>;

/** The first seven digits of the commit that the release was built from, and the first eight of its digest. */
export function partsOfRelease(id: string): { readonly commit: string; readonly digest: string } {
  const { commit = '', digest = '' } = RELEASE.exec(id)?.groups ?? {};
  return { commit, digest };
}
