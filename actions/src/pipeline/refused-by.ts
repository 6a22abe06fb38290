import type { UserError } from '../errors.ts';
import type { Environment } from './project.ts';
import type { Promoted } from './promotion.ts';
import { refusal } from './refusal.ts';

/** A deployment that an error which the user can mend has refused: what serves goes on serving, and is told. */
export async function refusedBy(environment: Pick<Environment, 'host'>, error: UserError): Promise<Promoted> {
  const { code, message, remedy } = error;
  const findings = [{ code, message, remedy }];
  try {
    const result = await refusal(environment, { reasonCode: code, summary: message, findings });
    return { deployment: null, result, gates: undefined };
  } catch {
    // A host that can't be asked is told of by the first error.
    throw error;
  }
}
