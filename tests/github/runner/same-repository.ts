import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Desk } from './desk.ts';
import { checkOut } from './check-out.ts';

/** Of `$/…`: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses */
export async function sameRepository({ order }: Desk): Promise<string> {
  const { sha } = order.contexts['github'] as { sha: string };
  const folder = join(order.machine.folder, 'work', '_actions', sha);
  if (!existsSync(folder))
    await checkOut({ repository: order.equipment.repository, wanted: sha, folder, depth: 1 });
  return folder;
}
