import type { Finding } from '../verdict/verdict.ts';
import { capAnnotations, type Annotation } from './annotations.ts';
import type { Runner } from './runner.ts';
import { summaryMarkdown, type SummaryPart } from './summary.ts';

const SIGNS = {
  pass: '✅',
  done: '✅',
  deployed: '✅',
  unchanged: '✅',
  fail: '❌',
  reverted: '↩️',
  refused: '❌',
  frozen: '🧊',
  unproven: '⚠️',
} as const;

/** How an action ended, as its log, its annotations and the job's page tell it. */
export interface Told {
  readonly name: string;
  readonly kind: keyof typeof SIGNS;
  readonly reasonCode: string;
  readonly summary: string;
  readonly findings: readonly Finding[];
  readonly parts: readonly SummaryPart[];
  readonly annotations: readonly Annotation[];
  readonly exitCode: number;
}

export async function tell(told: Told, runner: Runner): Promise<void> {
  const { name, kind, summary, reasonCode, parts, annotations } = told;
  const { shown, cut } = capAnnotations([...annotations, ...endingAnnotation(told)]);
  for (const annotation of shown) runner.annotate(annotation);
  const cutNote = cut === 0 ? [] : [text(`${cut} more annotations than a step can show were left out.`)];
  const head: SummaryPart[] = [
    { kind: 'heading', text: `${SIGNS[kind]} ${name}: ${kind}` },
    text(`${summary} (${reasonCode})`),
  ];
  for (const line of logLines(told)) runner.say(line);
  await runner.writeSummary(summaryMarkdown([...head, ...parts, ...findingParts(told), ...cutNote]));
}

/** A step that is red says why, even when nothing in particular is to be pointed at. */
function endingAnnotation(told: Told): Annotation[] {
  const { name, kind, annotations, exitCode } = told;
  if (exitCode === 0 || annotations.some((annotation) => annotation.kind === 'error')) return [];
  return [{ kind: 'error', title: `${name}: ${kind}`, message: whyAndWhatToDo(told) }];
}

/** Many read nothing else of a red run. */
function whyAndWhatToDo({ summary, reasonCode, findings }: Told): string {
  const { place, remedy } = findings.find(({ code }) => code === reasonCode) ?? findings[0] ?? {};
  return [
    place === undefined ? '' : `${place}: `,
    `${summary} (${reasonCode})`,
    remedy === undefined ? '' : ` ${remedy}`,
  ].join('');
}

function findingParts({ findings }: Told): SummaryPart[] {
  if (findings.length === 0) return [];
  const rows = findings.map(({ place = '', message, remedy = '', code }) => [place, message, remedy, code]);
  return [{ kind: 'table', head: ['where', 'what', 'what to do', 'reason'], rows, of: 'findings' }];
}

function logLines({ kind, reasonCode, summary, findings }: Told): string[] {
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
