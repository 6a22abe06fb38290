import type { ReasonCode } from '../reason-codes.ts';

/** Why a registry’s answer does not count. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly code: Extract<
    ReasonCode,
    'advisories-unavailable' | 'advisories-refused' | 'advisories-unreadable' | 'control-missed'
  >;
  /** What was found, as a clause. */
  readonly why: string;
}

/** What came back from one question. */
export type Posted = { readonly kind: 'answer'; readonly text: string } | Refusal;
