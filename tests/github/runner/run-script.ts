import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { StepWish, Desk, Frame } from './desk.ts';
import { plainOf } from './evaluate.ts';
import { makeCommandFiles } from './file-commands.ts';
import { runProcess } from './process.ts';
import { stepSetting } from './step-contexts.ts';
import { stepEnvironment } from './step-environment.ts';
import { newStepOutput, takeFiles } from './step-output.ts';
import { fieldsOf, textOf } from './value.ts';

/** Without `shell` a failed part of a pipe fails nothing: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell */
const SHELLS: Readonly<Record<string, string>> = {
  '': 'bash -e {0}',
  bash: 'bash --noprofile --norc -eo pipefail {0}',
  sh: 'sh -e {0}',
  python: 'python {0}',
};
/** https://docs.github.com/en/actions/reference/limits */
const LONGEST = 21_000;

export async function runScript(
  desk: Desk,
  frame: Frame,
  { step, own, outputs, signal }: StepWish,
): Promise<boolean> {
  const { machine, equipment } = desk.order;
  const text = setting(desk, frame, { own, value: step.fields['run'] });
  if (text.length > LONGEST) throw new Error(`The script is longer than ${LONGEST} characters.`);
  const shell = wanted(desk, frame, { step, own, name: 'shell' });
  const script = join(machine.temporary, `${randomUUID()}.sh`);
  await writeFile(script, `${text}\n`);
  const files = await makeCommandFiles(machine.temporary);
  const output = newStepOutput(desk);
  const code = await runProcess({
    command: (SHELLS[shell] ?? shell).split(' ').map((word) => word.replace('{0}', script)),
    folder: resolve(machine.workspace, wanted(desk, frame, { step, own, name: 'working-directory' })),
    environment: stepEnvironment(desk, { frame, files, own, action: step.id ?? '__run' }),
    onLine: output.line,
    signal,
    lost: desk.order.lost,
    patience: equipment.patience,
  });
  const isRead = await takeFiles(desk, { files, output });
  Object.assign(outputs, output.outputs);
  if (code !== 0 && !desk.order.lost.aborted)
    output.annotate({ level: 'error', message: `Process completed with exit code ${code}.`, properties: {} });
  return code === 0 && isRead;
}

/** Of the step, else of `defaults.run` of the job and of the workflow; a composite action's steps inherit none. */
function wanted(
  desk: Desk,
  frame: Frame,
  { step, own, name }: Pick<StepWish, 'step' | 'own'> & { name: 'shell' | 'working-directory' },
): string {
  const { definition, workflow } = desk.order;
  const defaults = [definition.fields, workflow.fields].map(
    (fields) => fieldsOf(fieldsOf(fields['defaults'])['run'])[name],
  );
  const [found] = [step.fields[name], ...(frame.actionPath === undefined ? defaults : [])].filter(
    (each) => each !== undefined,
  );
  return setting(desk, frame, { own, value: found });
}

function setting(
  desk: Desk,
  frame: Frame,
  { own, value }: Pick<StepWish, 'own'> & { value: StepWish['step']['fields'][string] | undefined },
): string {
  return textOf(plainOf(value, stepSetting(desk, frame, own)));
}
