import { lstat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';

/**
 * Removes the unix socket that a killed process left behind. Says why not when something answers on it, or when the
 * path holds anything but a socket: neither is ours to remove.
 */
export async function removeStaleSocket(path: string): Promise<{ readonly obstacle: string | undefined }> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return { obstacle: undefined };
  if (!found.isSocket()) {
    return {
      obstacle: `Expected a unix socket or nothing at ${path}, found another kind of file. Remove it.`,
    };
  }
  if (await doesAnswer(path)) {
    return {
      obstacle: `Another process listens on ${path}. Stop it, or set TIDEGATE_SOCKET to another path.`,
    };
  }
  await unlink(path);
  return { obstacle: undefined };
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
