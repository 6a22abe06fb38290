import { z } from 'zod';
import type { Finding } from '../verdict/verdict.ts';

/** How an item is told of that nothing has to prove. */
export const NOT_APPLICABLE = 'does not apply';

/** An item of the checklist as it was decided; also how the evidence holds it. */
export const judgedItemSchema = z.object({
  group: z.string(),
  id: z.string(),
  text: z.string(),
  verdict: z.enum(['pass', 'fail', 'unproven']),
  /** What proves it, or would: `gate tests`, `probe cors`, `a person`, `does not apply`. */
  how: z.string(),
  /** What proved it, or what is missing, in a line. */
  by: z.string(),
});

export interface JudgedItem extends z.output<typeof judgedItemSchema> {
  readonly findings: readonly Finding[];
  /** Whether a person’s tick is what it waits for, or has. */
  readonly isPersons: boolean;
  /** Said not to apply by a person, with the reason. */
  readonly saidNotApplicable: string | null;
  /** A page that shows the proof. */
  readonly link: string | null;
}
