import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** `nobody` where PostgreSQL can look it up: a uid without an entry in passwd is refused by initdb. */
const NOBODY = { uid: 65_534, gid: 65_534 } as const;

/** Whom PostgreSQL runs as when we are root, since it refuses root; an ordinary user runs it as itself. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The account for a cluster: its owner where there is one, else `nobody`; `undefined` for an ordinary user. */
export async function accountFor(data: string): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = await stat(data).catch(() => undefined);
  return owner === undefined || owner.uid === 0 ? NOBODY : { uid: owner.uid, gid: owner.gid };
}

/** Whether the account may enter every folder above `path` and read what lies there. */
export async function canReach(path: string, account: Account | undefined): Promise<boolean> {
  if (account === undefined) return true;
  const facts = await stat(path);
  const needed = facts.isDirectory() ? 0o1 : 0o5;
  const granted = facts.uid === account.uid ? facts.mode >> 6 : facts.mode;
  if ((granted & needed) !== needed) return false;
  return path === dirname(path) || (await canReach(dirname(path), account));
}
