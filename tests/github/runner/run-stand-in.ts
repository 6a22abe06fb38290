import type { ActionWish, Desk, Frame } from './desk.ts';
import { newStepOutput } from './step-output.ts';
import { textOf, type Plain } from './value.ts';

/** A third-party action is never fetched: what stands in for it must be there, and the action pinned. */
export async function runStandIn(
  desk: Desk,
  frame: Frame,
  { step, inputs, outputs }: ActionWish,
): Promise<boolean> {
  const uses = textOf(step.fields['uses'] as Plain);
  const [action = '', ref = ''] = uses.split('@');
  if (!/^[0-9a-f]{40}$/.test(ref))
    throw new Error(`${uses} is not pinned: a full commit is wanted after the @.`);
  const { equipment, machine, handle, permissions, view } = desk.order;
  const standIn = equipment.standIns[action] ?? equipment.standIns[action.split('/').slice(0, 2).join('/')];
  if (standIn === undefined) throw new Error(`Nothing stands in for ${action}.`);
  const output = newStepOutput(desk);
  view.used.push({ action, inputs });
  const given = await standIn({
    action,
    inputs,
    workspace: machine.workspace,
    temporary: machine.temporary,
    repository: equipment.repository,
    github: frame.contexts['github'] as Record<string, unknown>,
    permissions,
    job: handle,
    server: equipment.server,
    log: output.line,
    annotate: (level, message) => {
      output.annotate({ level, message, properties: {} });
    },
    summarize: (text) => {
      view.summary += desk.masks.masked(text);
    },
  });
  Object.assign(outputs, given);
  return true;
}
