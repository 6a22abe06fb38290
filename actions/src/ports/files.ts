import {
  access,
  chmod,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  statfs,
  symlink,
  unlink,
  utimes,
} from 'node:fs/promises';

/**
 * The file operations that deployments are made of, each as small as the system call beneath it, so that a
 * simulation can tear, lose or refuse any one of them. Paths are absolute.
 */
export interface Files {
  readText(path: string): Promise<string>;
  /** Creates or replaces the file; durable only after `syncFolder` of its folder. */
  writeDurably(path: string, text: string, mode: number): Promise<void>;
  /** Appends and makes the bytes durable before it resolves. */
  appendDurably(path: string, text: string): Promise<void>;
  truncate(path: string, bytes: number): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Fails with EEXIST when `to` is there: the atomic claim of a lock. */
  link(from: string, to: string): Promise<void>;
  symlink(target: string, path: string): Promise<void>;
  readLink(path: string): Promise<string>;
  makeFolder(path: string, mode?: number): Promise<void>;
  list(path: string): Promise<readonly string[]>;
  exists(path: string): Promise<boolean>;
  unlink(path: string): Promise<void>;
  removeTree(path: string): Promise<void>;
  /** Makes names created, renamed or removed in the folder durable. */
  syncFolder(path: string): Promise<void>;
  freeBytes(path: string): Promise<number>;
  /** Sets the time of the last change to now: a sign of life. */
  touch(path: string): Promise<void>;
  /** Milliseconds since 1970. */
  modifiedAt(path: string): Promise<number>;
}

export const systemFiles: Files = {
  readText: (path) => readFile(path, 'utf8'),
  async writeDurably(path, text, mode) {
    const file = await open(path, 'w', mode);
    try {
      await file.chmod(mode);
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  async appendDurably(path, text) {
    const file = await open(path, 'a', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  async truncate(path, bytes) {
    const file = await open(path, 'r+');
    try {
      await file.truncate(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename,
  link,
  symlink: (target, path) => symlink(target, path),
  readLink: (path) => readlink(path),
  async makeFolder(path, mode = 0o755) {
    await mkdir(path, { recursive: true, mode });
  },
  list: (path) => readdir(path),
  async exists(path) {
    return access(path).then(
      () => true,
      () => false,
    );
  },
  unlink,
  async removeTree(path) {
    // A release is read-only once staged; its folders must be writable to be emptied.
    await makeFoldersWritable(path);
    await rm(path, { recursive: true, force: true });
  },
  async syncFolder(path) {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  async freeBytes(path) {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
  async touch(path) {
    const now = new Date();
    await utimes(path, now, now);
  },
  async modifiedAt(path) {
    return (await stat(path)).mtimeMs;
  },
};

async function makeFoldersWritable(path: string): Promise<void> {
  // Not through a link: what it leads to stays as it is.
  const facts = await lstat(path).catch(() => undefined);
  if (!facts?.isDirectory()) return;
  await chmod(path, 0o755);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeFoldersWritable(`${path}/${entry.name}`);
  }
}
