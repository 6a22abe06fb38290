import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { configurationHash } from '../../configuration/environment-file.ts';
import { makeStatement } from '../../evidence/statement.ts';
import { writeEvidence } from '../../evidence/store.ts';
import { verificationSummarySchema } from '../../evidence/verification-summary.ts';
import { checklistSettings } from '../../policy/checklist-settings.ts';
import { probedService } from '../../prove/checklist/probed-service.ts';
import { SCENE_PROBES } from '../../prove/checklist/scene-policy.ts';
import { parseDigest, releaseOf } from '../../release/release.ts';
import { temporaryFolders } from '../../testing/temporary-folder.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import type { Approver, GateSubject } from '../gate.ts';
import { gate } from './gate.ts';

const temporaryFolder = temporaryFolders();
const digest = parseDigest('ab'.repeat(32))!;
const release = releaseOf({ version: '1.2.3', commit: 'c'.repeat(40), digest });
const configuration = { NODE_ENV: 'production' };
const policyHash = 'd'.repeat(64);
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const checklist = checklistSettings.parse({
  groups: [
    {
      name: 'Everything',
      items: [
        { id: 'variables', text: 'Variables are configured', evidence: ['config'] },
        { id: 'tests', text: 'Tests pass', evidence: ['tests'] },
        { id: 'staging', text: 'Staging serves it', probe: 'release' },
        { id: 'linting', text: 'Linting passes', person: {} },
        { id: 'servers', text: 'Servers are provisioned', person: {} },
      ],
    },
  ],
  probes: SCENE_PROBES,
});
const LOCAL = {
  tolerates: [],
  checklist: {
    approver: ['linting'],
    notApplicable: [{ item: 'servers', reason: 'There is one machine, which is there.' }],
  },
};

async function subject(changes: Partial<GateSubject> = {}): Promise<GateSubject> {
  const { url, close } = await probedService({ digest });
  closing.push(close);
  return {
    release,
    configuration,
    policyHash,
    evidence: join(await temporaryFolder(), 'evidence'),
    environment: { name: 'production', nodeEnv: 'production' },
    live: null,
    settings: { checklist },
    application: { smoke: [] },
    stage: { environment: 'staging', url: new URL(url) },
    approver: saying('by --yes'),
    local: LOCAL,
    note: () => undefined,
    ...changes,
  } as Partial<GateSubject> as GateSubject;
}

function saying(how: string | undefined): Approver & { asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    vouch(items) {
      asked.push(...items);
      return Promise.resolve(how === undefined ? undefined : { by: 'ann', how });
    },
  };
}

async function evidence(of: GateSubject, name: string, verdict?: Verdict): Promise<void> {
  const passed: Verdict = {
    kind: 'pass',
    reasonCode: 'passed',
    summary: 'It passes.',
    findings: [],
    facts: {},
  };
  const bound = { environment: 'production', configHash: configurationHash(configuration) };
  const statement = makeStatement({
    gate: name,
    release,
    verdict: verdict ?? passed,
    policyHash,
    startedAt: '2026-05-04T09:00:00.000Z',
    finishedAt: '2026-05-04T09:00:01.000Z',
    ...(name === 'tests' ? {} : bound),
    ...(name === 'checklist' ? { replaces: null } : {}),
  });
  await writeEvidence({ folder: of.evidence, statement });
}

async function complete(changes: Partial<GateSubject> = {}): Promise<GateSubject> {
  const made = await subject(changes);
  for (const name of ['config', 'tests']) await evidence(made, name);
  return made;
}

async function summaryOf({ evidence: folder }: GateSubject): Promise<unknown> {
  const text = await readFile(join(folder, digest, 'checklist@production.vsa.json'), 'utf8');
  return verificationSummarySchema.parse(JSON.parse(text)).predicate;
}

describe('the checklist before a deployment on one machine', () => {
  it('passes by evidence, by the stage and by whoever approves, and writes a verification summary', async () => {
    const given = await complete();
    expect(await gate.look(given)).toMatchObject({
      kind: 'pass',
      summary: '4 of 5 items are proved; 1 do not apply.',
    });
    expect(await summaryOf(given)).toMatchObject({
      verificationResult: 'PASSED',
      policy: { digest: { sha256: policyHash } },
      inputAttestations: [{ uri: 'config@production.json' }, { uri: 'tests.json' }],
    });
  });

  it('is unproven without the evidence of a gate, and its summary says FAILED', async () => {
    const given = await subject();
    await evidence(given, 'config');
    expect(await gate.look(given)).toMatchObject({ kind: 'unproven', reasonCode: 'evidence-missing' });
    expect(await summaryOf(given)).toMatchObject({ verificationResult: 'FAILED' });
  });

  it.each<[string, Partial<GateSubject>, string]>([
    [
      'the evidence is about another configuration',
      { configuration: { NODE_ENV: 'other' } },
      'evidence-stale',
    ],
    ['the evidence is of another policy', { policyHash: 'e'.repeat(64) }, 'evidence-stale'],
    ['there is no stage', { stage: undefined }, 'probe-unanswered'],
    ['nobody answers for what is left to whoever approves', { approver: saying(undefined) }, 'item-open'],
    [
      'an item is left to nobody',
      { local: { ...LOCAL, checklist: { ...LOCAL.checklist, notApplicable: [] } } },
      'item-open',
    ],
  ])('is unproven when %s', async (_what, changes, reasonCode) => {
    expect(await gate.look(await complete(changes))).toMatchObject({ kind: 'unproven', reasonCode });
  });

  it('fails when the stage serves another artifact', async () => {
    const { url, close } = await probedService({ digest: 'e'.repeat(64) });
    closing.push(close);
    const stage = { environment: 'staging', url: new URL(url) };
    expect(await gate.look(await complete({ stage }))).toMatchObject({
      kind: 'fail',
      reasonCode: 'probe-failed',
    });
  });

  it('asks whoever approves once for an artifact', async () => {
    const given = await complete();
    await evidence(given, 'checklist', await gate.look(given));
    const approver = saying(undefined);
    const again = await gate.look({ ...given, approver });
    expect([again.kind, approver.asked]).toEqual(['pass', []]);
    expect(JSON.stringify(again.facts)).toContain('ann, by --yes');
    expect(await gate.look({ ...given, approver, policyHash: 'e'.repeat(64) })).toMatchObject({
      kind: 'unproven',
    });
    expect(approver.asked).toEqual(['Linting passes']);
  });

  it('shows what the policy tolerates, with the reason', async () => {
    const reason = 'There is no registry here.';
    const tolerates = [{ gate: 'tests', reasonCode: 'no-tests-ran', reason } as const];
    const given = await complete({ local: { ...LOCAL, tolerates } });
    await evidence(given, 'tests', {
      kind: 'unproven',
      reasonCode: 'no-tests-ran',
      summary: 'No test ran.',
      findings: [],
      facts: {},
    });
    const verdict = await gate.look(given);
    expect(verdict.kind).toBe('pass');
    expect(JSON.stringify(verdict.facts)).toContain(reason);
    const intolerant = await gate.look({ ...given, local: LOCAL });
    expect(intolerant).toMatchObject({ kind: 'unproven', reasonCode: 'gate-unproven' });
  });

  it('can’t look without items', async () => {
    await expect(gate.look(await complete({ settings: {} }))).rejects.toEqual(
      expect.objectContaining({ code: 'policy-invalid' }),
    );
  });
});
