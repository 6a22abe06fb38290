import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '../../release/release.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { openScene, tickAll, waitingScene, type Scene, type SceneWish } from '../checklist/scene.ts';
import type { Arranged, Plant } from '../plant.ts';
import { plantsOf } from './plants-of.ts';

/** All else is well, and the persons tick with the event of this run; then what `spoil` does is found. */
async function spoiled(
  workspace: string,
  spoil: (scene: Scene) => Promise<unknown>,
  wish: SceneWish = {},
): Promise<Arranged> {
  const scene = await waitingScene(workspace, wish);
  await spoil(scene);
  return scene.step(scene.edit('ann', tickAll));
}

function nothing(): Promise<void> {
  return Promise.resolve();
}

function said(kind: 'fail' | 'unproven'): Verdict {
  const reasonCode = kind === 'fail' ? 'tests-failed' : 'no-tests-ran';
  return { kind, reasonCode, summary: `It is ${kind}.`, findings: [], facts: {} };
}

async function remove(scene: Scene, gate: string): Promise<void> {
  await rm(join(scene.workspace, '.tidegate/evidence', scene.release.digest, `${gate}.json`));
}

export const CHECKLIST_MACHINES: readonly Plant[] = plantsOf('checklist', [
  {
    defect: 'nothing is wrong: every item is proved by its own means',
    verdict: 'pass',
    reasonCode: 'passed',
    arrange: (workspace) => spoiled(workspace, nothing),
  },
  {
    defect: 'a gate found the artifact wanting',
    verdict: 'fail',
    reasonCode: 'gate-failed',
    arrange: (workspace) => spoiled(workspace, (scene) => scene.evidence('tests', { verdict: said('fail') })),
  },
  {
    defect: 'a gate looked at nothing',
    verdict: 'unproven',
    reasonCode: 'gate-unproven',
    arrange: (workspace) =>
      spoiled(workspace, (scene) => scene.evidence('tests', { verdict: said('unproven') })),
  },
  {
    defect: 'a gate’s job was skipped, so that it left no evidence',
    verdict: 'unproven',
    reasonCode: 'evidence-missing',
    rows: ['K10'],
    arrange: (workspace) => spoiled(workspace, (scene) => remove(scene, 'tests')),
  },
  {
    defect: 'there is no evidence at all',
    verdict: 'unproven',
    reasonCode: 'evidence-missing',
    rows: ['K11'],
    async arrange(workspace) {
      const scene = await openScene(workspace);
      await scene.run();
      return scene.step(scene.edit('ann', tickAll));
    },
  },
  {
    defect: 'of the two gates that an item demands one is missing',
    verdict: 'unproven',
    reasonCode: 'evidence-missing',
    rows: ['K12'],
    arrange: (workspace) => spoiled(workspace, (scene) => remove(scene, 'build')),
  },
  {
    defect: 'the evidence was made under another policy',
    verdict: 'unproven',
    reasonCode: 'evidence-stale',
    arrange: (workspace) =>
      spoiled(workspace, (scene) => scene.evidence('tests', { policy: 'f'.repeat(64) })),
  },
  {
    defect: 'the evidence is about another artifact and was put where this one’s belongs',
    verdict: 'unproven',
    reasonCode: 'evidence-invalid',
    arrange: (workspace) =>
      spoiled(workspace, async (scene) => {
        const path = await scene.evidence('tests');
        await rename(await scene.evidence('tests', { digest: 'e'.repeat(64) as Digest }), path);
      }),
  },
  {
    defect: 'the stage sends no security headers',
    verdict: 'fail',
    reasonCode: 'probe-failed',
    arrange: (workspace) => spoiled(workspace, nothing, { lacks: { lacks: 'security-headers' } }),
  },
  {
    defect: 'the stage serves another artifact than the one to be deployed',
    verdict: 'fail',
    reasonCode: 'probe-failed',
    arrange: (workspace) => spoiled(workspace, nothing, { lacks: { lacks: 'release' } }),
  },
  {
    defect: 'nobody answers at the stage',
    verdict: 'unproven',
    reasonCode: 'probe-unanswered',
    arrange: (workspace) => spoiled(workspace, (scene) => scene.service.close()),
  },
  {
    defect: 'no address to ask is given',
    verdict: 'unproven',
    reasonCode: 'probe-unanswered',
    async arrange(workspace) {
      const step = await spoiled(workspace, nothing);
      return { ...step, inputs: { ...step.inputs, url: '' } };
    },
  },
  {
    defect: 'the artifact’s digest is none',
    verdict: 'unproven',
    reasonCode: 'inputs-invalid',
    async arrange(workspace) {
      const step = await spoiled(workspace, nothing);
      return { ...step, inputs: { ...step.inputs, 'artifact-digest': 'latest' } };
    },
  },
  {
    defect: 'the release is another one than the digest’s',
    verdict: 'unproven',
    reasonCode: 'inputs-invalid',
    async arrange(workspace) {
      const step = await spoiled(workspace, nothing);
      return { ...step, inputs: { ...step.inputs, 'artifact-digest': 'd'.repeat(64) } };
    },
  },
  {
    defect: 'the environment’s name is mistyped',
    verdict: 'unproven',
    reasonCode: 'unknown-environment',
    async arrange(workspace) {
      const step = await spoiled(workspace, nothing);
      return { ...step, inputs: { ...step.inputs, environment: 'prodction' } };
    },
  },
  {
    defect: 'the policy has no checklist before the environment',
    verdict: 'unproven',
    reasonCode: 'policy-invalid',
    arrange: (workspace) => spoiled(workspace, (scene) => scene.writePolicy(withoutChecklist)),
  },
]);

function withoutChecklist(policy: object): object {
  const { environments } = policy as { environments: readonly object[] };
  return { ...policy, environments: environments.map((each) => ({ ...each, gates: ['build'] })) };
}
