import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { StoredArtifact } from '../artifact/store.ts';
import type { Configuration } from '../configuration/environment-file.ts';
import type { Ticks } from '../gates/gate.ts';
import { checklistSettings } from '../policy/checklist-settings.ts';
import type { PersonAnswer } from '../pre-deployment/person-answer.ts';
import { systemFiles } from '../ports/files.ts';
import { packagedSubject } from '../testing/gate-subject.ts';
import { sampleProject } from './testing/sample-project.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { passGates } from './gating.ts';
import type { Progress } from './progress.ts';
import type { Project } from './project.ts';

jest.setTimeout(60_000);

const GOOD = { NODE_ENV: 'development', CHECK: 'accept' };
let folder: string;
let artifact: StoredArtifact;
let project: Project;
let tasks: string[];
let shown: string[];

const progress: Progress = {
  task(title, work) {
    tasks.push(title);
    return work(() => undefined);
  },
  show(text) {
    shown.push(text);
  },
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tg-'));
  const { release, manifest, archive } = await packagedSubject(folder);
  artifact = { digest: release.digest, path: archive, release, manifest };
});

beforeEach(async () => {
  tasks = [];
  shown = [];
  project = await sampleProject(folder);
  await rm(project.home.root, { recursive: true, force: true });
});

afterAll(() => systemFiles.removeTree(folder));

interface Saying {
  readonly gates?: string[];
  readonly environment?: number;
  readonly in?: Project;
  readonly ticks?: Ticks;
}

async function gatesSay(
  configuration: Configuration,
  { gates = ['config'], environment: index = 0, in: given = project, ticks }: Saying = {},
): Promise<Verdict> {
  const environment = given.environments[index];
  if (environment === undefined) throw new Error('expected an environment');
  const policy = { ...environment.policy, gates };
  const approver = { vouch: () => Promise.resolve(undefined) };
  const wish = { artifact, environment: { ...environment, policy }, configuration, approver, ticks };
  return passGates(given, wish, progress);
}

describe('the gates before an environment', () => {
  it('look once at one artifact with one configuration, and are believed from then on', async () => {
    expect(await gatesSay(GOOD)).toMatchObject({ kind: 'pass', reasonCode: 'passed' });
    expect(tasks).toEqual(['Gate config']);
    expect(await gatesSay(GOOD)).toMatchObject({ kind: 'pass' });
    expect(tasks).toEqual(['Gate config']);
    expect(await readdir(project.home.scratch)).toEqual([]);
  });

  it('look again at what was only tolerated', async () => {
    const reason = 'This machine has no contract to ask.';
    const tolerates = [{ gate: 'config', reasonCode: 'build-incomplete' as const, reason }];
    const local = { ...project.policy.local, tolerates };
    const tolerant = { ...project, policy: { ...project.policy, local } };
    const unable = { ...GOOD, CHECK: 'garbage' };
    for (let run = 1; run <= 2; run += 1) {
      expect(await gatesSay(unable, { in: tolerant })).toMatchObject({ kind: 'pass' });
      expect(tasks).toHaveLength(run);
    }
    expect(await gatesSay(unable)).toMatchObject({ kind: 'unproven', reasonCode: 'build-incomplete' });
  });

  it.each<[string, () => Promise<Verdict>]>([
    ['configuration', () => gatesSay({ ...GOOD, LEVEL: 'debug' })],
    ['environment', () => gatesSay(GOOD, { environment: 1 })],
    ['policy', () => gatesSay(GOOD, { in: { ...project, policyHash: 'f'.repeat(64) } })],
  ])('look again under another %s', async (_what, again) => {
    await gatesSay(GOOD);
    expect(await again()).toMatchObject({ kind: 'pass' });
    expect(tasks).toHaveLength(2);
  });

  it('look again where the evidence is gone or says fail', async () => {
    await gatesSay(GOOD);
    await rm(project.home.evidence, { recursive: true });
    await gatesSay(GOOD);
    expect(tasks).toHaveLength(2);
    const bad = { ...GOOD, CHECK: 'refuse' };
    for (let attempt = 0; attempt < 2; attempt += 1)
      expect(await gatesSay(bad)).toMatchObject({ kind: 'fail', reasonCode: 'configuration-invalid' });
    expect(tasks).toHaveLength(4);
  });

  it('say fail when one fails and one could not look, and show what both found', async () => {
    const verdict = await gatesSay({ ...GOOD, CHECK: 'refuse' }, { gates: ['tests', 'config'] });
    expect(verdict).toMatchObject({ kind: 'fail', reasonCode: 'configuration-invalid' });
    expect(verdict.findings.slice(0, 2).map(({ code }) => code)).toEqual([
      'nothing-examined',
      'configuration-invalid',
    ]);
  });

  it('are unproven, by its reason, when the user can mend why one could not look', async () => {
    expect(await gatesSay({ ...GOOD, CHECK: 'garbage' })).toMatchObject({
      kind: 'unproven',
      reasonCode: 'build-incomplete',
    });
    expect(await readdir(project.home.scratch)).toEqual([]);
  });

  it('are never passed by a gate that breaks: its error comes through, and there is no evidence of it', async () => {
    const elsewhere = { ...project, repository: join(folder, 'nowhere') };
    await expect(gatesSay(GOOD, { gates: ['tests'], in: elsewhere })).rejects.toEqual(
      expect.objectContaining({ code: 'ENOENT' }),
    );
    expect(await systemFiles.exists(project.home.evidence)).toBe(false);
    expect(await readdir(project.home.scratch)).toEqual([]);
  });

  it('that may ask a person tell what they do line by line, under no spinner', async () => {
    expect(await gatesSay(GOOD, { gates: ['checklist'] })).toMatchObject({ kind: 'unproven' });
    expect(tasks).toEqual([]);
    expect(shown[0]).toBe('Gate checklist');
    expect(shown.at(-1)).toMatch(/^ {2}unproven: /);
  });

  it('ask each time for what persons tick: what was unticked since is open', async () => {
    const item = { id: 'looked', text: 'Somebody looked' };
    const checklist = checklistSettings.parse({
      groups: [{ name: 'Persons', items: [{ ...item, person: {} }] }],
    });
    const given = {
      ...project,
      policy: { ...project.policy, gates: { ...project.policy.gates, checklist } },
    };
    const asked: unknown[] = [];
    let answer: PersonAnswer = { kind: 'answered', by: 'ann', how: 'ticked' };
    const ticks: Ticks = {
      answersFor(wish) {
        asked.push(wish);
        return Promise.resolve({ looked: answer });
      },
    };
    const wish = { gates: ['checklist'], in: given, ticks };
    expect(await gatesSay(GOOD, wish)).toMatchObject({ kind: 'pass' });
    const { commit } = artifact.release;
    expect(asked).toEqual([{ items: [expect.objectContaining(item)], environment: 'development', commit }]);
    answer = { kind: 'open', code: 'item-open', message: 'It waits.', remedy: 'Tick it.' };
    expect(await gatesSay(GOOD, wish)).toMatchObject({ kind: 'unproven', reasonCode: 'item-open' });
  });

  it('prove nothing where there is none', async () => {
    expect(await gatesSay(GOOD, { gates: [] })).toMatchObject({ kind: 'unproven' });
  });
});
