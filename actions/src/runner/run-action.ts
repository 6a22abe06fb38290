import { messageOf, UserError } from '../errors.ts';
import { EXIT_CODES, exitCodeOfError } from '../exit-codes.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { capAnnotations, type Annotation } from './annotations.ts';
import type { CommonInputs, GateAction, GateReport } from './gate-action.ts';
import { readInputs } from './inputs.ts';
import { resultOf } from './result.ts';
import { systemRunner, type Runner } from './runner.ts';
import { summaryMarkdown, type SummaryPart } from './summary.ts';
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
  await tell(action.name, ending, runner);
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
  const isOurs = !(error instanceof UserError);
  const code = isOurs ? 'internal-error' : error.code;
  const message = isOurs && Error.isError(error) ? (error.stack ?? error.message) : messageOf(error);
  const remedy = isOurs ? 'This is a bug in Tidegate: please report it with what stands here.' : error.remedy;
  return {
    verdict: {
      kind: 'unproven',
      reasonCode: code,
      summary: messageOf(error),
      findings: [{ code, message, remedy }],
      facts: {},
    },
    parts: [],
    annotations: [],
    evidence: null,
    exitCode: isOurs ? EXIT_CODES.failure.code : exitCodeOfError(code),
  };
}

const SIGNS = { pass: '✅', fail: '❌', unproven: '⚠️' } as const satisfies Record<Verdict['kind'], string>;

async function tell(name: string, { verdict, parts, annotations }: Ending, runner: Runner): Promise<void> {
  const { shown, cut } = capAnnotations([...annotations, ...verdictAnnotation(name, verdict, annotations)]);
  for (const annotation of shown) runner.annotate(annotation);
  const cutNote = cut === 0 ? [] : [text(`${cut} more annotations than a step can show were left out.`)];
  const head: SummaryPart[] = [
    { kind: 'heading', text: `${SIGNS[verdict.kind]} ${name}: ${verdict.kind}` },
    text(`${verdict.summary} (${verdict.reasonCode})`),
  ];
  for (const line of logLines(verdict)) runner.say(line);
  await runner.writeSummary(summaryMarkdown([...head, ...parts, ...findingParts(verdict), ...cutNote]));
}

/** A step that is red says why, even when nothing in particular is to be pointed at. */
function verdictAnnotation(name: string, verdict: Verdict, others: readonly Annotation[]): Annotation[] {
  if (verdict.kind === 'pass' || others.some(({ kind }) => kind === 'error')) return [];
  return [{ kind: 'error', title: `${name}: ${verdict.kind}`, message: verdict.summary }];
}

function findingParts({ findings }: Verdict): SummaryPart[] {
  if (findings.length === 0) return [];
  const rows = findings.map(({ place = '', message, remedy = '', code }) => [place, message, remedy, code]);
  return [{ kind: 'table', head: ['where', 'what', 'what to do', 'reason'], rows, of: 'findings' }];
}

function logLines({ kind, reasonCode, summary, findings }: Verdict): string[] {
  const lines = findings.map(({ place, message, remedy, code }) =>
    [
      place === undefined ? '' : `${place}: `,
      message,
      remedy === undefined ? '' : ` ${remedy}`,
      ` (${code})`,
    ].join(''),
  );
  return [...lines, `${kind} (${reasonCode}): ${summary}`];
}

function text(content: string): SummaryPart {
  return { kind: 'text', text: content };
}
