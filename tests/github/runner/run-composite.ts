import type { ActionWish, Desk, Frame } from './desk.ts';
import { plainOf } from './evaluate.ts';
import type { Action } from './read-action.ts';
import { stepSetting } from './step-contexts.ts';
import { fieldsOf, textOf } from './value.ts';

/** https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/CompositeActionHandler.cs */
export async function runComposite(
  desk: Desk,
  frame: Frame,
  wish: ActionWish & { action: Action },
): Promise<boolean> {
  const { action, inputs, own, outputs } = wish;
  const withoutShell = action.steps.filter(
    ({ fields }) => fields['run'] !== undefined && fields['shell'] === undefined,
  );
  if (withoutShell.length > 0) throw new Error('Required property is missing: shell');
  const { github, strategy, matrix } = frame.contexts;
  const inner: Frame = {
    steps: {},
    // Neither secrets nor vars nor needs: they come as inputs.
    contexts: {
      github: { ...fieldsOf(github), action_path: action.folder },
      strategy: strategy ?? null,
      matrix: matrix ?? null,
      inputs,
    },
    environment: { ...frame.environment, ...own },
    actionPath: action.folder,
    hasFailed: false,
    show: (view) => {
      desk.order.view.log.push(`${view.name}: ${view.conclusion}`);
    },
  };
  await desk.runSteps(desk, inner, action.steps);
  for (const [name, output] of Object.entries(action.outputs))
    outputs[name] = textOf(plainOf(fieldsOf(output)['value'], stepSetting(desk, inner)));
  return !inner.hasFailed;
}
