import { afterTicks } from '../checklist/steps.ts';
import type { Plant } from '../plant.ts';
import { plantsOf } from './plants-of.ts';

export const CHECKLIST_GITHUB: readonly Plant[] = plantsOf('checklist', [
  {
    defect: 'there is no token, as on a fork',
    verdict: 'unproven',
    reasonCode: 'item-open',
    arrange: (workspace) =>
      afterTicks(workspace, async (scene) => {
        const step = await scene.step();
        return { ...step, inputs: { ...step.inputs, token: '' } };
      }),
  },
  {
    defect: 'GitHub refuses the token',
    verdict: 'unproven',
    reasonCode: 'github-refused',
    arrange: (workspace) =>
      afterTicks(workspace, async (scene) => {
        const step = await scene.step();
        return { ...step, inputs: { ...step.inputs, token: 'of-somebody-else' } };
      }),
  },
  {
    defect: 'nothing is wrong: the token can’t write the comment, which decides nothing',
    verdict: 'pass',
    reasonCode: 'passed',
    arrange: (workspace) =>
      afterTicks(workspace, (scene) => {
        scene.github.grant = 'read';
        return scene.step();
      }),
  },
  {
    defect: 'GitHub is out of order',
    verdict: 'unproven',
    reasonCode: 'github-unreachable',
    arrange: (workspace) =>
      afterTicks(workspace, (scene) => {
        scene.github.outage = { status: 502, times: 1000 };
        return scene.step();
      }),
  },
  {
    defect: 'nothing is wrong: GitHub is out of order for a moment',
    verdict: 'pass',
    reasonCode: 'passed',
    arrange: (workspace) =>
      afterTicks(workspace, (scene) => {
        scene.github.outage = { status: 503, times: 2 };
        return scene.step();
      }),
  },
]);
