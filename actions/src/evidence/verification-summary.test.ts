import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Digest } from '../release/release.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { readEvidence } from './store.ts';
import {
  verificationSummary,
  verificationSummarySchema,
  writeVerificationSummary,
  type SummaryFacts,
} from './verification-summary.ts';

const temporaryFolder = temporaryFolders();
const digest = 'ab'.repeat(32) as Digest;
const FACTS: SummaryFacts = {
  release: { id: '1.2.3-aaaaaaa-abababab', digest },
  environment: 'production',
  verdict: 'pass',
  policy: { uri: '.github/tidegate.yml', hash: 'c'.repeat(64) },
  inputs: [{ name: 'config@production', sha256: 'd'.repeat(64) }],
  resourceUri: 'https://github.example/octo/shop/deployments/production',
  at: '2026-05-04T10:00:00.000Z',
};

describe('a verification summary', () => {
  it('is SLSA’s, version 1, about the digest, the policy and the evidence', () => {
    expect(verificationSummary(FACTS)).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: FACTS.release.id, digest: { sha256: digest } }],
      predicateType: 'https://slsa.dev/verification_summary/v1',
      predicate: {
        verifier: { id: 'https://tidegate.dev/checklist/v1' },
        timeVerified: FACTS.at,
        resourceUri: FACTS.resourceUri,
        policy: { uri: FACTS.policy.uri, digest: { sha256: FACTS.policy.hash } },
        inputAttestations: [{ uri: 'config@production.json', digest: { sha256: 'd'.repeat(64) } }],
        verificationResult: 'PASSED',
        verifiedLevels: ['TIDEGATE_CHECKLIST'],
      },
    });
  });

  it.each(['fail', 'unproven'] as const)('of what is %s says FAILED, and names no level', (verdict) => {
    expect(verificationSummary({ ...FACTS, verdict }).predicate).toMatchObject({
      verificationResult: 'FAILED',
      verifiedLevels: ['FAILED'],
    });
  });

  it('is written beside the evidence, and is none itself', async () => {
    const folder = await temporaryFolder();
    const path = await writeVerificationSummary(folder, FACTS);
    expect(path).toBe(join(folder, digest, 'checklist@production.vsa.json'));
    expect(verificationSummarySchema.safeParse(JSON.parse(await readFile(path, 'utf8'))).success).toBe(true);
    const names = (await readEvidence({ folder, digest })).map(({ name }) => name);
    expect(names).toEqual(['checklist@production.vsa']);
  });
});
