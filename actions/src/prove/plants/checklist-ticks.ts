import { commitHash } from '../checklist/fake-github.ts';
import { tick, tickAll, untick, waitingScene } from '../checklist/scene.ts';
import { afterTicks, edited } from '../checklist/steps.ts';
import type { Plant } from '../plant.ts';
import { plantsOf } from './plants-of.ts';

export const CHECKLIST_TICKS: readonly Plant[] = plantsOf('checklist', [
  {
    defect: 'the boxes were ticked, and then a commit was pushed',
    verdict: 'unproven',
    reasonCode: 'tick-outdated',
    rows: ['K6'],
    arrange: (workspace) =>
      afterTicks(workspace, (scene) => {
        scene.github.merged = scene.github.head;
        scene.github.head = commitHash();
        return scene.step();
      }),
  },
  {
    defect: 'the artifact is of another commit than the one that the boxes were ticked for',
    verdict: 'unproven',
    reasonCode: 'tick-outdated',
    rows: ['K6'],
    arrange: (workspace) =>
      afterTicks(workspace, async (scene) => {
        const step = await scene.step();
        const { digest, version } = scene.release;
        const release = `${version}-${commitHash().slice(0, 7)}-${digest.slice(0, 8)}`;
        return { ...step, inputs: { ...step.inputs, release } };
      }),
  },
  {
    defect: 'the author ticks what takes a second person',
    verdict: 'unproven',
    reasonCode: 'tick-refused',
    rows: ['K7'],
    arrange: (workspace) => edited(workspace, 'olaf', tickAll),
  },
  {
    defect: 'somebody who wrote one of the commits ticks what takes a second person',
    verdict: 'unproven',
    reasonCode: 'tick-refused',
    rows: ['K7'],
    async arrange(workspace) {
      const scene = await waitingScene(workspace);
      scene.github.authors.push('Ann');
      return scene.step(scene.edit('ann', tickAll));
    },
  },
  {
    defect: 'somebody ticks who may only read',
    verdict: 'unproven',
    reasonCode: 'tick-refused',
    arrange: (workspace) => edited(workspace, 'gus', tickAll),
  },
  {
    defect: 'whoever ticked has lost the permission since',
    verdict: 'unproven',
    reasonCode: 'tick-refused',
    arrange: (workspace) =>
      afterTicks(workspace, (scene) => {
        scene.github.permissions.set('ann', 'read');
        return scene.step();
      }),
  },
  {
    defect: 'no workflow ran when the boxes were ticked',
    verdict: 'unproven',
    reasonCode: 'tick-unaccounted',
    rows: ['K8'],
    async arrange(workspace) {
      const scene = await waitingScene(workspace);
      scene.edit('ann', tickAll);
      return scene.step();
    },
  },
  {
    defect: 'a bot ticks the boxes',
    verdict: 'unproven',
    reasonCode: 'tick-unaccounted',
    arrange: (workspace) => edited(workspace, 'helper[bot]', tickAll),
  },
  {
    defect: 'the run of a tick is run again after the tick was taken back',
    verdict: 'unproven',
    reasonCode: 'item-open',
    rows: ['K8'],
    async arrange(workspace) {
      const scene = await waitingScene(workspace);
      const ticked = scene.edit('ann', tickAll);
      await scene.run(ticked);
      await scene.run(scene.edit('ann', untick('linting')));
      return scene.step(ticked);
    },
  },
  {
    defect: 'the run of a tick is run again, and nothing ran when the tick was taken back',
    verdict: 'unproven',
    reasonCode: 'item-open',
    rows: ['K8'],
    async arrange(workspace) {
      const scene = await waitingScene(workspace);
      const ticked = scene.edit('ann', tickAll);
      scene.edit('ann', untick('linting'));
      return scene.step(ticked);
    },
  },
  {
    defect: 'nothing is wrong: the boxes are ticked one after the other, faster than their runs come',
    verdict: 'pass',
    reasonCode: 'passed',
    async arrange(workspace) {
      const scene = await waitingScene(workspace);
      const events = ['linting', 'review', 'redis'].map((item) => scene.edit('ann', tick(item)));
      const last = events.pop() ?? {};
      for (const event of events) await scene.run(event);
      return scene.step(last);
    },
  },
  {
    defect: 'the record of ticks was changed by hand',
    verdict: 'unproven',
    reasonCode: 'record-altered',
    arrange: (workspace) => edited(workspace, 'gus', (body) => alterRecord(tickAll(body))),
  },
  {
    defect: 'the record of ticks does not hold, and nobody knows who changed it',
    verdict: 'unproven',
    reasonCode: 'record-altered',
    arrange: (workspace) =>
      afterTicks(workspace, (scene) => {
        scene.edit('ann', alterRecord);
        return scene.step();
      }),
  },
  {
    defect: 'the record of ticks was computed anew by somebody without the key',
    verdict: 'unproven',
    reasonCode: 'record-altered',
    arrange: (workspace) =>
      afterTicks(workspace, async (scene) => {
        const step = await scene.step();
        return { ...step, inputs: { ...step.inputs, 'seal-key': 'k'.repeat(32) } };
      }),
  },
]);

function alterRecord(body: string): string {
  return body.replace(/(tidegate:record \S{20})\S/, '$1A');
}
