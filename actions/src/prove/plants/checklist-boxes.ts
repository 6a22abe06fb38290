import { changeLine, openScene, tickAll, tickedScene, waitingScene } from '../checklist/scene.ts';
import { afterTicks, edited } from '../checklist/steps.ts';
import type { Plant } from '../plant.ts';
import { plantsOf } from './plants-of.ts';

/** Other bullets and spaces that Markdown takes for lists; the boxes stay empty. */
const BULLETS = ['* [ ]', '+ [ ]', '1. [ ]', '-  [ ]'];

export const CHECKLIST_BOXES: readonly Plant[] = plantsOf('checklist', [
  {
    defect: 'nobody has ticked anything',
    verdict: 'unproven',
    reasonCode: 'item-open',
    arrange: async (workspace) => (await waitingScene(workspace)).step(),
  },
  {
    defect: 'the comment was emptied',
    verdict: 'unproven',
    reasonCode: 'record-altered',
    rows: ['K1'],
    arrange: (workspace) =>
      afterTicks(workspace, (scene) => scene.step(scene.edit('olaf', () => 'Looks good to me.'))),
  },
  {
    defect: 'the comment is gone',
    verdict: 'unproven',
    reasonCode: 'item-open',
    rows: ['K1'],
    arrange: (workspace) =>
      afterTicks(workspace, (scene) => {
        scene.github.comments.splice(0);
        return scene.step();
      }),
  },
  ...BULLETS.map((bullet): Omit<Plant, 'action'> => ({
    defect: `an open box is written as ${bullet}`,
    verdict: 'unproven',
    reasonCode: 'item-open',
    rows: ['K2', 'K3'],
    arrange: (workspace) =>
      edited(
        workspace,
        'ann',
        tickAllBut('linting', (line) => line.replace('- [x]', bullet)),
      ),
  })),
  {
    defect: 'an open item is struck through',
    verdict: 'unproven',
    reasonCode: 'item-open',
    rows: ['K3'],
    arrange: (workspace) =>
      edited(
        workspace,
        'ann',
        tickAllBut('linting', (line) => line.replace('[x] ', '[ ] ~')),
      ),
  },
  {
    defect: 'nothing is wrong: a ticked box is written with another bullet',
    verdict: 'pass',
    reasonCode: 'passed',
    rows: ['K2'],
    arrange: (workspace) => edited(workspace, 'ann', (body) => tickAll(body).replaceAll('- [x]', '* [x]')),
  },
  {
    defect: 'nothing is wrong: our comment comes after 150 others',
    verdict: 'pass',
    reasonCode: 'passed',
    rows: ['K4'],
    async arrange(workspace) {
      const scene = await openScene(workspace);
      for (const gate of ['build', 'tests', 'config']) await scene.evidence(gate);
      for (let index = 0; index < 150; index += 1) scene.github.addComment('gus', 'When will it be out?');
      await scene.run();
      return scene.step(scene.edit('ann', tickAll));
    },
  },
  {
    defect: 'the tick stands in a code block',
    verdict: 'unproven',
    reasonCode: 'item-open',
    rows: ['K5'],
    arrange: (workspace) =>
      edited(
        workspace,
        'ann',
        tickAllBut('linting', (line) => `\n\`\`\`\n${line}\n\`\`\`\n`),
      ),
  },
  {
    defect: 'the tick stands in a quotation',
    verdict: 'unproven',
    reasonCode: 'item-open',
    rows: ['K5'],
    arrange: (workspace) =>
      edited(
        workspace,
        'ann',
        tickAllBut('linting', (line) => `\n> ${line}\n`),
      ),
  },
  {
    defect: 'a merge queue runs it, which has no pull request',
    verdict: 'unproven',
    reasonCode: 'item-open',
    rows: ['K9'],
    arrange: (workspace) =>
      afterTicks(workspace, (scene) => scene.step({ action: 'checks_requested', merge_group: {} })),
  },
  {
    defect: 'an item is said not to apply, without a reason',
    verdict: 'unproven',
    reasonCode: 'not-applicable-refused',
    rows: ['K9'],
    arrange: (workspace) =>
      edited(
        workspace,
        'ann',
        tickAllBut('redis', (line) => `${line} N/A`),
      ),
  },
  {
    defect: 'an item is said not to apply that always does',
    verdict: 'unproven',
    reasonCode: 'not-applicable-refused',
    arrange: (workspace) =>
      edited(
        workspace,
        'ann',
        tickAllBut('review', (line) => `${line} N/A: there is nothing to be reviewed in it`),
      ),
  },
  {
    defect: 'nothing is wrong: an item does not apply, and a person says why',
    verdict: 'pass',
    reasonCode: 'passed',
    arrange: (workspace) =>
      edited(
        workspace,
        'ann',
        tickAllBut('redis', (line) => `${line} N/A: nothing in this release uses Redis`),
      ),
  },
  {
    defect: 'a comment that looks like ours was written by somebody else',
    verdict: 'unproven',
    reasonCode: 'item-open',
    async arrange(workspace) {
      const scene = await tickedScene(workspace);
      const [ours] = scene.github.comments.splice(0);
      scene.github.addComment('gus', ours?.body ?? '');
      return scene.step();
    },
  },
]);

/** All ticked, and one item’s line changed after that. */
function tickAllBut(item: string, change: (line: string) => string): (body: string) => string {
  return (body) => changeLine(tickAll(body), item, change);
}
