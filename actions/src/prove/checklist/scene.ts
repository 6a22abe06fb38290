import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { makeStatement } from '../../evidence/statement.ts';
import { writeEvidence } from '../../evidence/store.ts';
import { policyHash } from '../../policy/hash.ts';
import { loadPolicy } from '../../policy/load.ts';
import { releaseOf, type Digest, type Release } from '../../release/release.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { runAction } from '../action-file.ts';
import type { Arranged } from '../plant.ts';
import type { StepEnding } from '../run-step.ts';
import { fakeGitHub, REPOSITORY, type FakeGitHub } from './fake-github.ts';
import { probedService, type ProbedService } from './probed-service.ts';
import { scenePolicy, type SceneItems } from './scene-policy.ts';

/** A release PR with a checklist, the evidence of its gates, and a stage to ask. */
export interface Scene {
  readonly workspace: string;
  readonly github: FakeGitHub;
  readonly service: ProbedService;
  readonly release: Release;
  /** Writes what a gate says of the artifact; `policy` is what it was made under. */
  evidence(gate: string, what?: { verdict?: Verdict; policy?: string; digest?: Digest }): Promise<string>;
  writePolicy(change: (policy: object) => object): Promise<void>;
  /** How the step is called, for an event that GitHub sent. */
  step(event?: object): Promise<Arranged>;
  /** Runs the action as a workflow would, for an event. */
  run(event?: object): Promise<StepEnding>;
  /** Somebody changes our comment; gives the event. */
  edit(by: string, change: (body: string) => string): object;
  close(): Promise<void>;
}

export interface SceneWish {
  readonly items?: SceneItems;
  readonly lacks?: Parameters<typeof probedService>[0];
}

const PASSED: Verdict = {
  kind: 'pass',
  reasonCode: 'passed',
  summary: 'It passes.',
  findings: [],
  facts: {},
};
const ENVIRONMENT = 'production';
const CONFIG_HASH = randomBytes(8).toString('hex');

export async function openScene(workspace: string, wish: SceneWish = {}): Promise<Scene> {
  const path = join(workspace, '.github/tidegate.yml');
  await mkdir(join(workspace, '.github'), { recursive: true });
  async function writePolicy(change: (policy: object) => object): Promise<void> {
    await writeFile(path, stringify(change(scenePolicy(wish.items)), { aliasDuplicateObjects: false }));
  }
  await writePolicy((policy) => policy);
  const github = await fakeGitHub();
  const digest = randomBytes(32).toString('hex') as Digest;
  const release = releaseOf({ version: '1.2.3', commit: github.head, digest });
  const service = await probedService({ digest, ...wish.lacks });
  let events = 0;

  async function step(event?: object): Promise<Arranged> {
    events += 1;
    const file = join(workspace, `event-${events}.json`);
    await writeFile(file, JSON.stringify(event ?? { action: 'synchronize', pull_request: { number: 12 } }));
    return {
      inputs: {
        'artifact-digest': digest,
        release: release.id,
        environment: ENVIRONMENT,
        url: service.url,
        token: github.token,
      },
      variables: {
        GITHUB_API_URL: github.url,
        GITHUB_SERVER_URL: 'https://github.example',
        GITHUB_REPOSITORY: REPOSITORY,
        GITHUB_RUN_ID: '7',
        GITHUB_EVENT_PATH: file,
        GITHUB_EVENT_NAME: event === undefined ? 'pull_request' : 'issue_comment',
      },
      close,
    };
  }

  async function close(): Promise<void> {
    await github.close();
    await service.close();
  }

  return {
    workspace,
    github,
    service,
    release,
    writePolicy,
    step,
    close,
    async evidence(gate, { verdict = PASSED, policy: hash, digest: about = digest } = {}) {
      const isBound = gate === 'config';
      const statement = makeStatement({
        gate,
        release: { ...release, digest: about },
        verdict,
        policyHash: hash ?? policyHash(await loadPolicy(path)),
        startedAt: '2026-05-04T09:00:00.000Z',
        finishedAt: '2026-05-04T09:01:00.000Z',
        ...(isBound ? { environment: ENVIRONMENT, configHash: CONFIG_HASH } : {}),
      });
      return writeEvidence({ folder: join(workspace, '.tidegate/evidence'), statement });
    },
    async run(event) {
      return runAction('checklist', { ...(await step(event)), workspace });
    },
    edit(by, change) {
      const comment = github.comments.find(({ body }) => body.startsWith('<!-- tidegate:checklist'));
      if (comment === undefined) throw new Error('the checklist wrote no comment');
      return github.edit(comment.id, by, change);
    },
  };
}

/** All evidence is there, and the comment was written, with its boxes empty. */
export async function waitingScene(workspace: string, wish: SceneWish = {}): Promise<Scene> {
  const scene = await openScene(workspace, wish);
  for (const gate of ['build', 'tests', 'config']) await scene.evidence(gate);
  await scene.run();
  return scene;
}

/** … and one person has ticked them all, whose event was heard. */
export async function tickedScene(workspace: string, wish: SceneWish = {}): Promise<Scene> {
  const scene = await waitingScene(workspace, wish);
  await scene.run(scene.edit('ann', tickAll));
  return scene;
}

export function tickAll(body: string): string {
  return body.replaceAll('- [ ]', '- [x]');
}

export function tick(item: string): (body: string) => string {
  return (body) => changeLine(body, item, (line) => line.replace('[ ]', '[x]'));
}

export function untick(item: string): (body: string) => string {
  return (body) => changeLine(body, item, (line) => line.replace('[x]', '[ ]'));
}

/** Changes the line that an item’s box is on. */
export function changeLine(body: string, item: string, change: (line: string) => string): string {
  const lines = body.split('\n');
  return lines.map((line) => (line.includes(`tidegate:item ${item} `) ? change(line) : line)).join('\n');
}
