import { z } from 'zod';
import type { FoundEvidence } from '../../evidence/store.ts';
import type { ChecklistPolicy } from '../../policy/checklist-settings.ts';
import { statementOf } from '../../pre-deployment/gate-evidence.ts';
import { judgedItemSchema } from '../../pre-deployment/judged-item.ts';
import type { PersonAnswer, PersonAnswers } from '../../pre-deployment/person-answer.ts';
import type { GateSubject } from '../gate.ts';

/**
 * On one machine whoever approves answers for the items that the policy leaves to them, once for an artifact: what they
 * said of it before is in the evidence. For the other items nobody is there.
 */
export async function answersHere(
  subject: GateSubject,
  checklist: ChecklistPolicy,
  statements: readonly FoundEvidence[],
): Promise<PersonAnswers> {
  const { approver } = subject;
  const local = subject.local.checklist;
  const items = checklist.groups.flatMap((group) => group.items);
  const asked = items.filter(({ id }) => local.approver.includes(id));
  const elsewhere = items.filter(({ id, proof }) => proof.kind === 'person' && !local.approver.includes(id));
  const earlier = earlierAnswers(subject, statements);
  const answers = Object.fromEntries([
    ...elsewhere.map(({ id }) => [id, NOBODY_HERE] as const),
    ...asked.map(({ id }) => [id, earlier.get(id) ?? NOT_SAID] as const),
  ]);
  if (asked.every(({ id }) => earlier.has(id))) return answers;
  const said = await approver.vouch(asked.map(({ text }) => text));
  if (said === undefined) return answers;
  const answer = { kind: 'answered', ...said } as const;
  return { ...answers, ...Object.fromEntries(asked.map(({ id }) => [id, answer])) };
}

const factsSchema = z.object({ items: z.array(judgedItemSchema) });

function earlierAnswers(
  { environment, policyHash, release }: GateSubject,
  statements: readonly FoundEvidence[],
): ReadonlyMap<string, PersonAnswer> {
  const statement = statementOf(statements, 'checklist', environment.name);
  const facts = factsSchema.safeParse(statement?.predicate.facts);
  const isOfThis =
    statement?.predicate.policyHash === policyHash && statement.subject[0].digest.sha256 === release.digest;
  if (!isOfThis || !facts.success) return new Map();
  const answered = facts.data.items.filter(({ how, verdict }) => how === 'a person' && verdict === 'pass');
  return new Map(answered.map(({ id, by }) => [id, whoSaid(by)]));
}

/** `anna, by --yes`, as the decision wrote it. */
function whoSaid(by: string): PersonAnswer {
  const [who = '', how = ''] = by.split(/, (.*)/s);
  return { kind: 'answered', by: who, how };
}

const NOT_SAID = {
  kind: 'open',
  code: 'item-open',
  message: 'Whoever approves here has not answered for it.',
  remedy: 'Run the command on a terminal and say yes, or give --yes.',
} as const;

const NOBODY_HERE = {
  kind: 'open',
  code: 'item-open',
  message: 'Nobody on this machine answers for it.',
  remedy:
    'List it under local.checklist of the policy: as the approver’s, or as not applicable with the reason.',
} as const;
