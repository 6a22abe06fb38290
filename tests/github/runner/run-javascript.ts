import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionWish, Desk, Frame } from './desk.ts';
import { makeCommandFiles } from './file-commands.ts';
import { runProcess } from './process.ts';
import type { Action } from './read-action.ts';
import { inputVariables, stepEnvironment } from './step-environment.ts';
import { newStepOutput, takeFiles } from './step-output.ts';
import { textOf, type Plain } from './value.ts';

/** `main`, and at the job's end `post`, which knows by STATE_… what main has told. */
export async function runJavaScript(
  desk: Desk,
  frame: Frame,
  wish: ActionWish & { action: Action },
): Promise<boolean> {
  const { runs, folder } = wish.action;
  // https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#runspre
  if (runs['pre'] !== undefined) throw new Error('`pre` execution is not supported for local action');
  const state: Record<string, string> = {};
  const post = textOf(runs['post'] as Plain | undefined);
  if (post !== '')
    desk.posts.push({
      name: `Post ${textOf(wish.step.fields['name'] as Plain) || `Run ${textOf(wish.step.fields['uses'] as Plain)}`}`,
      condition: textOf(runs['post-if'] as Plain | undefined) || 'always()',
      run: (signal) =>
        runFile(desk, frame, { ...wish, signal, outputs: {}, file: join(folder, post), state }),
    });
  return await runFile(desk, frame, { ...wish, file: join(folder, textOf(runs['main'] as Plain)), state });
}

async function runFile(
  desk: Desk,
  frame: Frame,
  {
    file,
    state,
    step,
    own,
    inputs,
    outputs,
    signal,
  }: ActionWish & { file: string; state: Record<string, string> },
): Promise<boolean> {
  const { machine, equipment, handle } = desk.order;
  if (!existsSync(file)) throw new Error(`File not found: '${file}'`);
  const files = await makeCommandFiles(machine.temporary);
  const output = newStepOutput(desk);
  const states = Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));
  const code = await runProcess({
    command: [equipment.node, file],
    folder: machine.workspace,
    environment: {
      ...stepEnvironment(desk, { frame, files, own, action: step.id ?? '__self' }),
      ...inputVariables(inputs),
      ...states,
      ACTIONS_RUNTIME_TOKEN: handle.runtimeToken,
      ACTIONS_RUNTIME_URL: equipment.server.resultsUrl,
      ACTIONS_RESULTS_URL: equipment.server.resultsUrl,
    },
    onLine: output.line,
    signal,
    lost: desk.order.lost,
    patience: equipment.patience,
  });
  const isRead = await takeFiles(desk, { files, output });
  Object.assign(outputs, output.outputs);
  Object.assign(state, output.state);
  return code === 0 && isRead;
}
