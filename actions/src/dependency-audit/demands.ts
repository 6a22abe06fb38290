import type { Severity } from '../advisories/severity.ts';
import type { Scope } from '../lock-file/scope.ts';

/** What must hold, wherever it was said. */
export interface Demands {
  readonly level: Severity;
  readonly scope: Scope;
  /** The file of exceptions. */
  readonly exceptions: string | undefined;
  /** Only what is new since this branch left it counts. */
  readonly base: string | undefined;
}
