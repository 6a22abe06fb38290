import { EXIT_CODES } from '../exit-codes.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { CommonInputs, GateAction, GateReport } from './gate-action.ts';
import { readInputs } from './inputs.ts';
import { resultOf } from './result.ts';
import { systemRunner, type Runner } from './runner.ts';
import { tell } from './tell.ts';
import { toldError } from './told-error.ts';
import { writeGateEvidence } from './write-gate-evidence.ts';

/** A gate's ending: what is told on every path, failures included. */
interface Ending extends Omit<GateReport, 'settings' | 'boundTo'> {
  readonly evidence: string | null;
  readonly exitCode: number;
}

/**
 * Carries a gate's action out, sets its outputs, writes its summary, annotations and evidence, and gives its exit code.
 * The only place that catches: what the user can mend, and what is our own bug, are `unproven`.
 */
export async function runAction<Inputs extends CommonInputs>(
  action: GateAction<Inputs>,
  variables: Runner['variables'],
): Promise<number> {
  const runner = systemRunner(variables);
  const ending = await endingOf(action, runner);
  const { verdict, evidence, outputs } = ending;
  const told = Object.fromEntries(action.outputs.map((name) => [name, outputs?.[name] ?? '']));
  const values = {
    ...told,
    verdict: verdict.kind,
    'reason-code': verdict.reasonCode,
    result: JSON.stringify(resultOf(action.name, verdict, evidence)),
    evidence: evidence ?? '',
  };
  for (const [name, value] of Object.entries(values)) runner.setOutput(name, value);
  await tell({ ...ending, ...verdict, name: action.name }, runner);
  return ending.exitCode;
}

async function endingOf<Inputs extends CommonInputs>(
  action: GateAction<Inputs>,
  runner: Runner,
): Promise<Ending> {
  const startedAt = new Date().toISOString();
  try {
    const inputs = readInputs(action.inputs, runner);
    const report = await action.look(inputs, runner);
    const evidence = await writeGateEvidence({ gate: action.gate, inputs, report, startedAt });
    return { ...report, evidence, exitCode: EXIT_BY_VERDICT[report.verdict.kind] };
  } catch (error) {
    return endingOfError(error);
  }
}

const EXIT_BY_VERDICT = {
  pass: EXIT_CODES.deployed.code,
  fail: EXIT_CODES.refused.code,
  unproven: EXIT_CODES.unproven.code,
} as const satisfies Record<Verdict['kind'], number>;

function endingOfError(error: unknown): Ending {
  const { code, exitCode, message, findings } = toldError(error);
  const verdict = { kind: 'unproven', reasonCode: code, summary: message, findings, facts: {} } as const;
  return { verdict, parts: [], annotations: [], evidence: null, exitCode };
}
