import type { ChecklistItem } from '../policy/checklist-settings.ts';
import type { ReasonCode } from '../reason-codes.ts';

/** What is known of a person’s word on an item. */
export type PersonAnswer =
  | { readonly kind: 'answered'; readonly by: string; readonly how: string; readonly link?: string }
  | { readonly kind: 'not-applicable'; readonly by: string; readonly reason: string; readonly link?: string }
  /** Nobody’s word counts: why, and how they can mend it. */
  | { readonly kind: 'open'; readonly code: ReasonCode; readonly message: string; readonly remedy: string };

export type PersonAnswers = Readonly<Record<string, PersonAnswer>>;

export interface WhyOpen {
  readonly code: ReasonCode;
  readonly message: string;
  readonly remedy: string;
}

/** Of each item that waits for a person: nobody could be heard. */
export function allOpen(items: readonly ChecklistItem[], { code, message, remedy }: WhyOpen): PersonAnswers {
  const persons = items.filter(({ proof }) => proof.kind === 'person');
  return Object.fromEntries(persons.map(({ id }) => [id, { kind: 'open', code, message, remedy }]));
}
