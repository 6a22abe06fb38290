import { lstat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';

/** Removes the socket that a killed process left behind. Throws when something answers on it, or it is another kind of file. */
export async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isSocket())
    throw new Error(`expected a unix socket or nothing at ${path}, found another kind of file`);
  if (await doesAnswer(path)) throw new Error(`another process listens on ${path}`);
  await unlink(path);
}

function doesAnswer(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED' || error.code === 'ENOENT') resolve(false);
      else reject(error);
    });
  });
}
