import { cutFindings } from './result.ts';
import { readInputs } from './inputs.ts';
import { systemRunner, type Runner } from './runner.ts';
import type { TaskAction, TaskReport } from './task-action.ts';
import { tell } from './tell.ts';
import { toldError } from './told-error.ts';

/**
 * Carries a task's action out, sets its outputs, writes its summary and annotations, and gives its exit code. The only place
 * that catches: what the user can mend is `refused`, our own bug is `frozen`, since nobody can say what was done.
 */
export async function runTask<Inputs>(
  action: TaskAction<Inputs>,
  variables: Runner['variables'],
): Promise<number> {
  const runner = systemRunner(variables);
  const report = await reportOf(action, runner);
  const { outcome, reasonCode, summary, facts, outputs } = report;
  const told = Object.fromEntries(action.outputs.map((name) => [name, outputs?.[name] ?? '']));
  const result = {
    version: 1,
    action: action.name,
    outcome,
    reasonCode,
    summary,
    ...cutFindings(report.findings),
    facts,
  };
  const values = { ...told, outcome, 'reason-code': reasonCode, result: JSON.stringify(result) };
  for (const [name, value] of Object.entries(values)) runner.setOutput(name, value);
  await tell({ ...report, name: action.name, kind: outcome }, runner);
  return report.exitCode;
}

async function reportOf<Inputs>(action: TaskAction<Inputs>, runner: Runner): Promise<TaskReport> {
  try {
    return await action.perform(readInputs(action.inputs, runner), runner);
  } catch (error) {
    const { code, exitCode, message, findings } = toldError(error);
    return {
      outcome: code === 'internal-error' ? 'frozen' : 'refused',
      reasonCode: code,
      summary: message,
      findings,
      facts: {},
      parts: [],
      annotations: [],
      exitCode,
    };
  }
}
