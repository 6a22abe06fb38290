import type { StandIn } from '../stand-in.ts';
import { checkout } from './checkout.ts';

/** By `owner/name`. What only a test can know (attest, release-please) it gives itself. */
export const standIns: Readonly<Record<string, StandIn>> = {
  'actions/checkout': checkout,
  'actions/setup-node': nothing,
  'actions/dependency-review-action': nothing,
  'github/codeql-action': nothing,
};

function nothing(): Promise<Record<string, string>> {
  return Promise.resolve({});
}
