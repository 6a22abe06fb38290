import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { REASON_CODES } from '../reason-codes.ts';
import type { CommonInputs, GateAction, Remedies } from '../runner/gate-action.ts';
import type { TaskAction } from '../runner/task-action.ts';
import { actionNames, readActionFile } from './action-file.ts';

const ACTIONS = new URL('../../', import.meta.url);
const OUTPUTS = {
  gate: ['verdict', 'reason-code', 'result', 'evidence'],
  task: ['outcome', 'reason-code', 'result'],
};

type Action = GateAction<CommonInputs> | TaskAction<unknown>;

async function actionOf(name: string): Promise<Action> {
  return ((await import(`../${name}/main.ts`)) as { action: Action }).action;
}

const names = await actionNames();

/** What a user reads in `action.yml` is what the code takes and gives. */
describe.each(names)('the action %s', (name) => {
  it('declares the inputs and outputs that its code has', async () => {
    const action = await actionOf(name);
    const file = await readActionFile(name);
    expect(action.name).toBe(name);
    expect(Object.keys(file.inputs).sort()).toEqual(Object.keys(action.inputs.shape).sort());
    expect(Object.keys(file.outputs).sort()).toEqual(
      [...OUTPUTS['look' in action ? 'gate' : 'task'], ...action.outputs].sort(),
    );
  });

  it('has a default for every input that a step may leave out', async () => {
    const action = await actionOf(name);
    const { inputs } = await readActionFile(name);
    for (const [input, facts] of Object.entries(inputs)) {
      const given = facts.default === '' ? undefined : facts.default;
      const isTaken = action.inputs.shape[input]?.safeParse(given).success;
      expect([input, isTaken]).toEqual([input, !facts.required]);
    }
  });

  it('runs the bundle of its name, and lists a remedy for each reason code it knows', async () => {
    const { runs } = await readActionFile(name);
    const post = existsSync(new URL(`dist/${name}-post.mjs`, ACTIONS))
      ? { post: `../dist/${name}-post.mjs` }
      : {};
    expect(runs).toMatchObject({ using: 'node24', main: `../dist/${name}.mjs`, ...post });
    expect(existsSync(new URL(`dist/${name}.mjs`, ACTIONS))).toBe(true);
    const { REMEDIES } = (await import(`../${name}/remedies.ts`)) as { REMEDIES: Remedies };
    const codes = Object.keys(REMEDIES);
    expect(codes).toEqual(expect.arrayContaining(['inputs-invalid', 'internal-error']));
    expect(codes.filter((code) => !Object.hasOwn(REASON_CODES, code))).toEqual([]);
  });
});
