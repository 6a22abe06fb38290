import { isAbsolute, join } from 'node:path';
import type { Annotation } from '../runner/annotations.ts';
import type { GateReport } from '../runner/gate-action.ts';
import type { SummaryPart } from '../runner/summary.ts';
import type { Finding, Verdict } from '../verdict/verdict.ts';
import type { Gathered } from './gather.ts';
import type { Inputs } from './inputs.ts';
import type { WrittenFingerprints } from './parity.ts';
import type { Settings } from './settings.ts';

/** What is told, and where: a finding at its line where it stands in a file. */
export function reportOf(facts: {
  given: Inputs;
  settings: Settings;
  gathered: Gathered;
  verdict: Verdict;
  configHash: string;
  fingerprints: WrittenFingerprints | undefined;
}): GateReport {
  const { given, settings, gathered, verdict, configHash, fingerprints } = facts;
  const { nodeEnv, example = null, sources, demands } = settings;
  const { alsoRead, mayDiffer, mayBePrivate, ...plain } = demands;
  return {
    verdict: { ...verdict, facts: { ...verdict.facts, configHash, ...shownIn(fingerprints) } },
    parts: verdict.facts['names'] === undefined ? [] : [summaryOf(verdict, given, nodeEnv)],
    annotations: [
      ...verdict.findings.map((finding) => annotationOf(finding, given, gathered)),
      ...unknownIn(verdict).map((name) => noticeOf(name, given, gathered)),
    ],
    settings: { nodeEnv, example, sources, ...plain, alsoRead, mayDiffer, mayBePrivate },
    outputs: { 'config-hash': configHash, fingerprints: fingerprints?.path ?? '' },
    boundTo: { environment: given.environment, configHash },
  };
}

/** The HMACs of the secrets, with what they were salted with: what the evidence shows of them. */
function shownIn(fingerprints: WrittenFingerprints | undefined): Verdict['facts'] {
  if (fingerprints === undefined) return {};
  const { salt, keyCheck, variables } = fingerprints.content;
  const shown = variables.flatMap(({ name, fingerprint }) =>
    fingerprint === undefined ? [] : [[name, fingerprint?.value ?? null] as const],
  );
  return { fingerprints: { salt, keyCheck, secrets: Object.fromEntries(shown) } };
}

function summaryOf({ facts }: Verdict, given: Inputs, nodeEnv: string): SummaryPart {
  return {
    kind: 'table',
    head: ['environment', 'NODE_ENV', 'variables', 'secrets', 'unknown to the contract', 'compared with'],
    rows: [
      [
        given.environment,
        nodeEnv,
        JSON.stringify(facts['variables']),
        JSON.stringify(facts['secrets']),
        textsIn(facts['unknown']).join(', ') || '–',
        typeof facts['mirrors'] === 'string' ? facts['mirrors'] : '–',
      ],
    ],
    of: 'environments',
  };
}

function annotationOf(
  { place = '', message, remedy }: Finding,
  given: Inputs,
  gathered: Gathered,
): Annotation {
  const text = remedy === undefined ? message : `${message} ${remedy}`;
  return { kind: 'error', message: text, ...lineOf(gathered.places.get(place) ?? place, given) };
}

function noticeOf(name: string, given: Inputs, gathered: Gathered): Annotation {
  const message = `${name} is set, and the contract does not know it.`;
  return { kind: 'notice', message, ...lineOf(gathered.places.get(name) ?? '', given) };
}

/** Those that are refused are told as findings. */
function unknownIn({ facts, findings }: Verdict): string[] {
  const told = new Set(findings.map(({ place }) => place));
  return textsIn(facts['unknown']).filter((name) => !told.has(name));
}

function lineOf(place: string, given: Inputs): Pick<Annotation, 'file' | 'line'> {
  const [, file, line] = /^(.+):(\d+)$/.exec(place) ?? [];
  return file === undefined
    ? {}
    : { file: isAbsolute(file) ? file : join(given['working-directory'], file), line: Number(line) };
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
