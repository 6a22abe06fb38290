import { z } from 'zod';
import { UserError } from '../errors.ts';
import { readEvidence, type FoundEvidence } from '../evidence/store.ts';
import { evidenceAssetName } from '../github/kept-artifacts.ts';
import type { ReleaseFile } from '../github/releases.ts';
import type { Digest, Release } from '../release/release.ts';
import { fileOf } from './file-of.ts';

const SUMMARY = 'https://slsa.dev/verification_summary/v1';

const statementSchema = z.looseObject({
  predicateType: z.string(),
  subject: z.tuple([z.looseObject({ digest: z.object({ sha256: z.string() }) })]),
});

/** The gates' statements in one file, a line each, and each verification summary in one of its own. */
export async function evidenceFiles(folder: string, release: Release): Promise<readonly ReleaseFile[]> {
  const { id, digest } = release;
  const found = await readEvidence({ folder, digest });
  assertAllAreAbout(found, digest);
  const isSummary = found.filter(({ content }) => predicateTypeOf(content) === SUMMARY);
  const statements = found.filter((one) => !isSummary.includes(one));
  if (statements.length === 0) throw missing(folder, digest);
  const lines = statements.map(({ content }) => `${JSON.stringify(content)}\n`).join('');
  return [
    fileOf(evidenceAssetName(release), 'application/jsonl', Buffer.from(lines)),
    ...isSummary.map(({ name, content }) =>
      fileOf(
        // GitHub keeps no @ in a file's name.
        `${id}.${name.replace('@', '.')}.json`,
        'application/vnd.in-toto+json',
        Buffer.from(`${JSON.stringify(content)}\n`),
      ),
    ),
  ];
}

function predicateTypeOf(content: unknown): string | undefined {
  return statementSchema.safeParse(content).data?.predicateType;
}

function assertAllAreAbout(found: readonly FoundEvidence[], digest: Digest): void {
  const wrong = found.filter(
    ({ content }) => statementSchema.safeParse(content).data?.subject[0].digest.sha256 !== digest,
  );
  if (wrong.length === 0) return;
  throw new UserError({
    code: 'evidence-invalid',
    message: `Expected statements about ${digest}, found others: ${wrong.map(({ place }) => place).join(', ')}.`,
    remedy: 'Run the gates again for this artifact; evidence is never edited.',
  });
}

function missing(folder: string, digest: Digest): UserError {
  return new UserError({
    code: 'evidence-missing',
    message: `Expected evidence about ${digest} in ${folder}, found none.`,
    remedy: 'Fetch the evidence that the gates of this run left, and give its folder as evidence.',
  });
}
