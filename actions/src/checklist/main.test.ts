import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { statementSchema } from '../evidence/statement.ts';
import { verificationSummarySchema } from '../evidence/verification-summary.ts';
import { runAction } from '../prove/action-file.ts';
import {
  openScene,
  tick,
  tickAll,
  tickedScene,
  untick,
  waitingScene,
  type Scene,
} from '../prove/checklist/scene.ts';
import type { StepEnding } from '../prove/run-step.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';

jest.setTimeout(120_000);

const temporaryFolder = temporaryFolders();
const scenes: Scene[] = [];
const POST = 'POST /repos/octo/shop/issues/12/comments';

afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.close();
});

async function open(make: typeof openScene): Promise<Scene> {
  const scene = await make(await temporaryFolder());
  scenes.push(scene);
  return scene;
}

function bodyOf({ github }: Scene): string {
  return github.comments[0]?.body ?? '';
}

async function fileOf({ workspace }: Scene, path: string | undefined): Promise<unknown> {
  return JSON.parse(await readFile(join(workspace, path ?? ''), 'utf8'));
}

function writesOf({ github }: Scene): string[] {
  return github.requests.filter((request) => !request.startsWith('GET'));
}

describe('the comment on the pull request', () => {
  it('is one, and is written anew only when it would say something else', async () => {
    const scene = await open(waitingScene);
    expect(bodyOf(scene)).toContain('- [ ] Linting passes <!-- tidegate:item linting -->');
    expect(bodyOf(scene)).toContain('✅ All tests pass');
    const { outputs } = await scene.run();
    expect([outputs['comment'], writesOf(scene)]).toEqual([String(scene.github.comments[0]?.id), [POST]]);
    await scene.run(scene.edit('ann', tick('linting')));
    expect(bodyOf(scene)).toMatch(/- \[x\] Linting passes .*\n.*ann.*at [0-9a-f]{7}/);
    expect([scene.github.comments.length, writesOf(scene).length]).toEqual([1, 2]);
  });

  it('has the item again that somebody took out of it', async () => {
    const scene = await open(tickedScene);
    const lineOf = /\n- \[.\] Linting passes.*\n/;
    await scene.run(scene.edit('gus', (body) => body.replace(lineOf, '\n')));
    expect(bodyOf(scene)).toContain('- [ ] Linting passes <!-- tidegate:item linting -->');
    expect(bodyOf(scene)).toContain('- [x] Redis is configured');
  });

  it('shows no tick that does not count', async () => {
    const scene = await open(waitingScene);
    const { outputs } = await scene.run(scene.edit('gus', tickAll));
    expect(outputs['reason-code']).toBe('tick-refused');
    expect(bodyOf(scene)).not.toContain('[x]');
    expect(bodyOf(scene)).toContain('gus ticked it, who may not write');
  });

  it('loses the record that was changed by hand, and keeps what stood there before', async () => {
    const scene = await open(tickedScene);
    const { outputs } = await scene.run(
      scene.edit('gus', (body) => untick('redis')(body).replace(/record \S+/, 'record e30=')),
    );
    expect(outputs['reason-code']).toBe('record-altered');
    expect(bodyOf(scene)).toContain('was changed by gus');
    expect(bodyOf(scene)).toContain('- [x] Linting passes');
    expect(bodyOf(scene)).toContain('- [ ] Redis is configured');
    expect((await scene.run(scene.edit('ann', tick('redis')))).outputs['verdict']).toBe('pass');
  });
});

describe('what the action leaves', () => {
  it('is evidence for the artifact in that environment, and a verification summary beside it', async () => {
    const scene = await open(waitingScene);
    const { outputs, exitCode } = await scene.run(scene.edit('ann', tickAll));
    expect([exitCode, outputs['verdict']]).toEqual([0, 'pass']);
    const statement = statementSchema.parse(await fileOf(scene, outputs['evidence']));
    expect(statement.subject[0].digest.sha256).toBe(scene.release.digest);
    expect(statement.predicate).toMatchObject({
      gate: 'checklist',
      environment: 'production',
      replaces: null,
    });
    const summary = verificationSummarySchema.parse(await fileOf(scene, outputs['verification-summary']));
    expect(summary.predicate).toMatchObject({
      verificationResult: 'PASSED',
      resourceUri: 'https://github.example/octo/shop/deployments/production',
      policy: { digest: { sha256: statement.predicate.policyHash } },
    });
    expect(summary.predicate.inputAttestations.map(({ uri }) => uri)).toEqual([
      'build.json',
      'config@production.json',
      'tests.json',
    ]);
  });

  it('says FAILED where it does not pass', async () => {
    const scene = await open(openScene);
    const { outputs, exitCode } = await scene.run();
    expect([exitCode, outputs['verdict']]).toEqual([6, 'unproven']);
    const summary = verificationSummarySchema.parse(await fileOf(scene, outputs['verification-summary']));
    expect(summary.predicate.verificationResult).toBe('FAILED');
  });

  it('is a table of every item in the job’s summary', async () => {
    const scene = await open(waitingScene);
    const { summary } = await scene.run();
    for (const text of [
      'All tests pass',
      'gate build, tests',
      'probe release',
      'The service sends no mail',
      'a person',
    ])
      expect(summary).toContain(text);
  });
});

it.each([
  ['a token that may only read', 'read', true, /comment could not be written/],
  ['no token', 'write', false, /No token was given/],
] as const)('with %s all is decided that can be', async (_what, grant, hasToken, told) => {
  const scene = await open(openScene);
  for (const gate of ['build', 'tests', 'config']) await scene.evidence(gate);
  scene.github.grant = grant;
  const step = await scene.step();
  const inputs = hasToken ? step.inputs : { ...step.inputs, token: '' };
  const ending = await runWith(scene, { ...step, inputs });
  expect(ending.outputs).toMatchObject({ verdict: 'unproven', 'reason-code': 'item-open', comment: '' });
  expect(ending.summary).toMatch(told);
  expect(ending.summary).toContain('✅');
  expect(scene.github.comments).toEqual([]);
});

async function runWith(scene: Scene, step: Awaited<ReturnType<Scene['step']>>): Promise<StepEnding> {
  return runAction('checklist', { ...step, workspace: scene.workspace });
}

it('never prints the token or the key', async () => {
  const scene = await open(waitingScene);
  const step = await scene.step(scene.edit('ann', tickAll));
  const key = scene.github.token.split('').toReversed().join('');
  const { log, commands, summary } = await runWith(scene, {
    ...step,
    inputs: { ...step.inputs, 'seal-key': key },
  });
  const masked = commands.filter(({ name }) => name === 'add-mask').map(({ message }) => message);
  expect(masked).toEqual([scene.github.token, key]);
  const printed = log.replaceAll(/::add-mask::.*\n/g, '') + summary + bodyOf(scene);
  for (const secret of masked) expect(printed).not.toContain(secret);
});
