import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkOut } from './check-out.ts';
import type { Desk, JobOrder } from './desk.ts';

const COMMIT = /^[0-9a-f]{40}$/;

/** The folder of `owner/name/path@ref`, downloaded as the runner does it; undefined where nobody published it here. */
export async function publishedAction({ order }: Desk, uses: string): Promise<string | undefined> {
  const [, slug = '', path = '', ref = ''] = /^([^/@]+\/[^/@]+)([^@]*)@(.+)$/.exec(uses) ?? [];
  const repository = order.equipment.published[slug];
  if (repository === undefined) return undefined;
  const folder = join(order.machine.folder, 'work', '_actions', slug, ref);
  if (!existsSync(folder)) await checkOut({ repository, wanted: ref, folder, depth: 1 });
  return join(folder, path);
}

/**
 * Where the repository demands pins, a job that uses an action by tag or branch fails before its first step.
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository
 */
export function refuseUnpinned({ equipment, definition }: JobOrder): void {
  if (!equipment.server.demandsPins()) return;
  const used = definition.steps.flatMap(({ fields: { uses } }) => (typeof uses === 'string' ? [uses] : []));
  const unpinned = used.filter(
    (uses) => !/^(\.|\$|docker:)/.test(uses) && !COMMIT.test(uses.split('@')[1] ?? ''),
  );
  if (unpinned.length === 0) return;
  throw new Error(
    `The actions ${unpinned.join(', ')} are not allowed in ${equipment.server.slug} because all actions must be pinned to a full-length commit SHA.`,
  );
}
