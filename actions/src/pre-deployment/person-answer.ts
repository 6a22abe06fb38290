import type { ReasonCode } from '../reason-codes.ts';

/** What is known of a person’s word on an item. */
export type PersonAnswer =
  | { readonly kind: 'answered'; readonly by: string; readonly how: string; readonly link?: string }
  | { readonly kind: 'not-applicable'; readonly by: string; readonly reason: string; readonly link?: string }
  /** Nobody’s word counts: why, and how they can mend it. */
  | { readonly kind: 'open'; readonly code: ReasonCode; readonly message: string; readonly remedy: string };

export type PersonAnswers = Readonly<Record<string, PersonAnswer>>;
