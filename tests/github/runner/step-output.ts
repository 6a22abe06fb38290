import type { Desk } from './desk.ts';
import { readCommandFiles, type CommandFiles } from './file-commands.ts';
import { commandReader, type Annotation } from './workflow-commands.ts';

/** What one step tells, until it ends. */
export interface StepOutput {
  readonly line: (line: string) => void;
  readonly outputs: Record<string, string>;
  readonly state: Record<string, string>;
  annotate(annotation: Annotation): void;
}

/** Of each kind in a step; and so long a message: https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations */
const ANNOTATIONS_A_STEP = 10;
const ANNOTATIONS_A_JOB = 50;
const MESSAGE_LENGTH = 4096;

export function newStepOutput(desk: Desk): StepOutput {
  const { view } = desk.order;
  const outputs: Record<string, string> = {};
  const state: Record<string, string> = {};
  const counts = { error: 0, warning: 0, notice: 0 };
  function annotate({ level, message, properties }: Annotation): void {
    counts[level] += 1;
    if (counts[level] > ANNOTATIONS_A_STEP || view.annotations.length >= ANNOTATIONS_A_JOB) return;
    view.annotations.push({
      level,
      message: desk.masks.masked(message).slice(0, MESSAGE_LENGTH),
      properties,
    });
  }
  const line = commandReader({
    annotate,
    mask(value) {
      if (value.trim() === '')
        annotate({ level: 'warning', message: "Can't add secret mask for empty string", properties: {} });
      desk.masks.add(value);
    },
    output(name, value) {
      outputs[name] = value;
    },
    state(name, value) {
      state[name] = value;
    },
    log(told) {
      view.log.push(desk.masks.masked(told));
    },
  });
  return { line, outputs, state, annotate };
}

/** After a step: what it wrote into its files. Gives whether they could be read. */
export async function takeFiles(
  desk: Desk,
  { files, output }: { files: CommandFiles; output: StepOutput },
): Promise<boolean> {
  const told = await readCommandFiles(files);
  for (const [name, value] of told.outputs) output.outputs[name] = value;
  for (const [name, value] of told.state) output.state[name] = value;
  const allowed = told.env.filter(([name]) => name.toUpperCase() !== 'NODE_OPTIONS');
  for (const [name, value] of allowed) desk.environment[name] = value;
  desk.prepended.push(...told.paths);
  const { view } = desk.order;
  view.summary += desk.masks.masked(told.summary);
  const problems = [
    ...told.problems,
    // https://github.com/actions/runner/blob/main/src/Runner.Worker/FileCommandManager.cs
    ...(allowed.length === told.env.length
      ? []
      : ["Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command."]),
  ];
  if (told.summaryIsTooLong)
    output.annotate({
      level: 'error',
      message: '$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k.',
      properties: {},
    });
  for (const message of problems) output.annotate({ level: 'error', message, properties: {} });
  return problems.length === 0;
}
