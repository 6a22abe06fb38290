import type { ChecklistItem, ChecklistPolicy, PersonProof, ProbeName } from '../policy/checklist-settings.ts';
import type { ProbeResults } from '../probes/run-probes.ts';
import { worstOf, type Finding, type Verdict } from '../verdict/verdict.ts';
import type { EvidenceOf } from './gate-evidence.ts';
import { NOT_APPLICABLE, type JudgedItem } from './judged-item.ts';
import type { PersonAnswers } from './person-answer.ts';

export interface ChecklistFacts {
  readonly environment: string;
  readonly groups: ChecklistPolicy['groups'];
  readonly evidenceOf: EvidenceOf;
  readonly probes: ProbeResults;
  readonly answers: PersonAnswers;
  /** Items that have no place where this is held, by id, with the reason. */
  readonly notApplicable: ReadonlyMap<string, string>;
  /** Where the proof of evidence and of probes can be seen. */
  readonly links: { readonly evidence: string | null; readonly probes: string | null };
}

export interface DecidedChecklist {
  readonly items: readonly JudgedItem[];
  readonly verdict: Verdict;
}

/** Every item by its own proof, and the verdict over all of them. Nothing is remembered from an earlier time. */
export function decideChecklist(facts: ChecklistFacts): DecidedChecklist {
  const items = facts.groups.flatMap(({ name, items: listed }) =>
    listed.map((item) => ({ ...judge(item, facts), group: name })),
  );
  return { items, verdict: verdictOver(items, facts.environment) };
}

type Judged = Omit<JudgedItem, 'group'>;

function judge(item: ChecklistItem, facts: ChecklistFacts): Judged {
  const local = facts.notApplicable.get(item.id);
  if (local !== undefined) return notApplicable(item, local);
  const { proof } = item;
  switch (proof.kind) {
    case 'evidence':
      return byEvidence(item, proof.gates, facts);
    case 'probe':
      return byProbe(item, proof.probe, facts);
    case 'person':
      return byPerson(item, proof, facts);
    case 'not-applicable':
      return notApplicable(item, proof.reason);
  }
}

function notApplicable(item: ChecklistItem, reason: string): Judged {
  return { ...ground(item), verdict: 'pass', how: NOT_APPLICABLE, by: reason };
}

function byEvidence(item: ChecklistItem, gates: readonly string[], facts: ChecklistFacts): Judged {
  const seen = gates.map((gate) => ({ gate, ...facts.evidenceOf(gate) }));
  const bad = seen.filter(({ kind }) => kind !== 'pass');
  return {
    ...ground(item),
    verdict: worstOf(seen.map(({ kind }) => kind)),
    how: `gate ${gates.join(', ')}`,
    by: (bad.length === 0 ? seen : bad).map(({ said }) => said).join(' '),
    findings: seen.flatMap(({ findings }) => findings),
    link: facts.links.evidence,
  };
}

function byProbe(item: ChecklistItem, probe: ProbeName, { probes, links }: ChecklistFacts): Judged {
  const { kind, said } = probes[probe] ?? { kind: 'unproven', said: 'It was not asked.' };
  const judged = { ...ground(item), verdict: kind, how: `probe ${probe}`, by: said, link: links.probes };
  if (kind === 'pass') return judged;
  const finding: Finding =
    kind === 'fail'
      ? {
          code: 'probe-failed',
          message: said,
          remedy: 'Mend it in the environment, or correct what the probe is told.',
        }
      : {
          code: 'probe-unanswered',
          message: said,
          remedy: 'See that the environment serves, and ask again.',
        };
  return { ...judged, findings: [finding] };
}

function byPerson(item: ChecklistItem, { fourEyes }: PersonProof, { answers }: ChecklistFacts): Judged {
  const answer = answers[item.id] ?? NOBODY_ASKED;
  const how = fourEyes ? 'a second person' : 'a person';
  const persons = { ...ground(item), how, isPersons: true };
  switch (answer.kind) {
    case 'answered':
      return { ...persons, verdict: 'pass', by: `${answer.by}, ${answer.how}`, link: answer.link ?? null };
    case 'not-applicable': {
      const { by, reason, link = null } = answer;
      const idle = { how: NOT_APPLICABLE, by: `${reason} (${by})`, saidNotApplicable: reason, link };
      return { ...persons, verdict: 'pass', ...idle };
    }
    case 'open': {
      const { code, message, remedy } = answer;
      return { ...persons, verdict: 'unproven', by: message, findings: [{ code, message, remedy }] };
    }
  }
}

const NOBODY_ASKED = {
  kind: 'open',
  code: 'item-open',
  message: 'Nobody was asked.',
  remedy: 'Have a person answer for it.',
} as const;

function ground({ id, text }: ChecklistItem): Judged {
  const nothing = { findings: [], isPersons: false, saidNotApplicable: null, link: null };
  return { id, text, verdict: 'unproven', how: '', by: '', ...nothing };
}

function verdictOver(items: readonly JudgedItem[], environment: string): Verdict {
  const kind = worstOf(items.map(({ verdict }) => verdict));
  const bad = items.filter(({ verdict }) => verdict !== 'pass');
  const first = bad.find(({ verdict }) => verdict === kind)?.findings[0]?.code;
  return {
    kind,
    reasonCode: kind === 'pass' ? 'passed' : (first ?? 'nothing-examined'),
    summary: summaryOf(items, bad),
    findings: bad.flatMap(({ findings, text }) => findings.map((finding) => ({ ...finding, place: text }))),
    facts: {
      environment,
      items: items.map(({ group, id, text, verdict, how, by }) => ({ group, id, text, verdict, how, by })),
    },
  };
}

function summaryOf(items: readonly JudgedItem[], bad: readonly JudgedItem[]): string {
  if (bad.length > 0) {
    const names = bad.map(({ id, verdict }) => `${id} (${verdict})`);
    const shown = names.slice(0, 5).join(', ');
    const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
    return `${items.length - bad.length} of ${items.length} items are proved; not ${shown}${more}.`;
  }
  const idle = items.filter(({ how }) => how === NOT_APPLICABLE);
  const rest = idle.length === 0 ? '' : `; ${idle.length} do not apply`;
  return `${items.length - idle.length} of ${items.length} items are proved${rest}.`;
}
