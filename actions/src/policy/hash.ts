import { createHash } from 'node:crypto';
import type { Digest } from '../release/release.ts';
import { canonicalJson } from './canonical-json.ts';
import type { Policy } from './schema.ts';

/** Names what the policy says, not how it is written: comments, order and `60s` for `1m` don't change it. */
export function policyHash(policy: Policy): Digest {
  return createHash('sha256').update(canonicalJson(policy)).digest('hex') as Digest;
}
