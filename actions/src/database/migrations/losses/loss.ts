import type { RangeVar } from 'libpg-query';
import type { Drop } from '../../../artifact/manifest.ts';

/** One thing that a statement takes away, of a table where one is named; `why` where it can't be saved. */
export type Loss = { readonly from: RangeVar | undefined } & (
  { readonly drop: (table: string) => Drop } | { readonly why: string }
);
