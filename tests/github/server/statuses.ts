import type { CommitStatus } from './things.ts';
import type { World } from './world.ts';

/** The newest of each context. */
export function latestStatuses(world: World, sha: string): CommitStatus[] {
  const newest = new Map<string, CommitStatus>();
  for (const status of world.commitStatuses) if (status.sha === sha) newest.set(status.context, status);
  return [...newest.values()];
}
