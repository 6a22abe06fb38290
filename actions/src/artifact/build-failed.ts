import { UserError } from '../errors.ts';

export function buildFailed(facts: { message: string; remedy: string; cause?: unknown }): UserError {
  return new UserError({ code: 'build-failed', ...facts });
}
