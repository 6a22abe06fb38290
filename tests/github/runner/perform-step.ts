import { join } from 'node:path';
import type { Desk, Frame, StepWish } from './desk.ts';
import { textsOf } from './evaluate.ts';
import { publishedAction } from './published-action.ts';
import { readAction } from './read-action.ts';
import { runComposite } from './run-composite.ts';
import { runJavaScript } from './run-javascript.ts';
import { runScript } from './run-script.ts';
import { runStandIn } from './run-stand-in.ts';
import { sameRepository } from './same-repository.ts';
import { stepSetting } from './step-contexts.ts';

/** Whether it succeeded. */
export async function performStep(desk: Desk, frame: Frame, wish: StepWish): Promise<boolean> {
  const { uses, with: given } = wish.step.fields;
  if (typeof uses !== 'string') return await runScript(desk, frame, wish);
  const inputs = textsOf(given, stepSetting(desk, frame, wish.own));
  const folder = await folderOf(desk, uses);
  if (folder === undefined) return await runStandIn(desk, frame, { ...wish, inputs });
  const action = await readAction(folder);
  const all = {
    ...wish,
    inputs: withDefaults(inputs, textsOf(defaultsOf(action), stepSetting(desk, frame, wish.own))),
  };
  const using = action.runs['using'];
  if (using === 'composite') return await runComposite(desk, frame, { ...all, action });
  // node20 runs on 24 as well by now: https://github.blog/changelog/2025-09-19-deprecation-of-node-20-on-github-actions-runners/
  if (using === 'node24' || using === 'node20') return await runJavaScript(desk, frame, { ...all, action });
  throw new Error(`'using: ${JSON.stringify(using)}' is not supported.`);
}

/** `./x` is what is checked out in the workspace; `$/x` is this repository at the commit that runs, without a checkout. */
async function folderOf(desk: Desk, uses: string): Promise<string | undefined> {
  if (uses.startsWith('./')) return join(desk.order.machine.workspace, uses);
  if (uses.startsWith('$/')) return join(await sameRepository(desk), uses.slice(2));
  return await publishedAction(desk, uses);
}

function defaultsOf({ inputs }: Awaited<ReturnType<typeof readAction>>): Record<string, never> {
  const pairs = Object.entries(inputs).map(([name, input]) => [
    name,
    (input as { default?: unknown } | null)?.default ?? '',
  ]);
  return Object.fromEntries(pairs) as Record<string, never>;
}

/** Names of inputs are the same whatever their case. `required: true` is not enforced. */
function withDefaults(
  given: Readonly<Record<string, string>>,
  usual: Readonly<Record<string, string>>,
): Record<string, string> {
  const lower = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const known = Object.entries(usual).map(
    ([name, value]) => [name, lower.get(name.toLowerCase()) ?? value] as const,
  );
  const names = new Set(Object.keys(usual).map((name) => name.toLowerCase()));
  const others = Object.entries(given).filter(([name]) => !names.has(name.toLowerCase()));
  return Object.fromEntries([...known, ...others]);
}
