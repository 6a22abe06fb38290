import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { discardServer } from '../../../actions/src/database/embedded/server.ts';
import { systemFiles } from '../../../actions/src/ports/files.ts';

export interface OwnServer {
  /** For the policy: what the server keeps between jobs. */
  readonly home: string;
  remove(): Promise<void>;
}

/** A folder in place of a server of the team’s own. */
export async function ownServer(): Promise<OwnServer> {
  // Short: a release’s socket has it in its path.
  const folder = await mkdtemp(join(tmpdir(), 'tgh-'));
  // Open to others: a database may run as another user.
  await chmod(folder, 0o711);
  const home = join(folder, 'h');
  return {
    home,
    async remove() {
      // It belongs to no job, and would go on for a minute without its folder.
      await discardServer(join(home, 'postgres'));
      await systemFiles.removeTree(folder);
    },
  };
}
