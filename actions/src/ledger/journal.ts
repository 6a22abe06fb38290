import { dirname } from 'node:path';
import { UserError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Files } from '../ports/files.ts';
import { linkAfter, readChain, type ChainLink } from './chain.ts';
import { ledgerEventSchema, type LedgerEvent } from './events.ts';

export type LedgerEntry = ChainLink<LedgerEvent>;

/** An environment's append-only record. Only the holder of the environment's lock may append. */
export interface Journal {
  readonly entries: readonly LedgerEntry[];
  /** Durable when it resolves. In an environment, fails with `lock-lost` when another has taken over. */
  append(event: LedgerEvent): Promise<void>;
}

interface JournalPlace {
  readonly files: Files;
  readonly clock: Clock;
  readonly path: string;
}

/** Reads and proves the journal; fails with `ledger-broken` when its chain does not hold. */
export async function readJournal({
  files,
  path,
}: Pick<JournalPlace, 'files' | 'path'>): Promise<LedgerEntry[]> {
  return (await readWhole(files, path)).entries;
}

/** For the holder of the lock: what a writer left unfinished is cut off first. */
export async function openJournal({ files, clock, path }: JournalPlace): Promise<Journal> {
  const { entries, wholeBytes, allBytes } = await readWhole(files, path);
  if (allBytes > wholeBytes) await files.truncate(path, wholeBytes);
  let isNew = allBytes === 0;
  let bytes = wholeBytes;
  let mayBeTorn = false;
  return {
    entries,
    async append(event) {
      const entry = linkAfter(entries.at(-1), new Date(clock.now()).toISOString(), event);
      const line = `${JSON.stringify(entry)}\n`;
      // A full disk may have taken half of a line: the next one must not come to stand behind it.
      if (mayBeTorn && (await files.exists(path))) await files.truncate(path, bytes);
      mayBeTorn = true;
      await files.appendDurably(path, line);
      if (isNew) await files.syncFolder(dirname(path));
      [isNew, mayBeTorn] = [false, false];
      bytes += Buffer.byteLength(line);
      entries.push(entry);
    },
  };
}

async function readWhole(
  files: Files,
  path: string,
): Promise<{ entries: LedgerEntry[]; wholeBytes: number; allBytes: number }> {
  if (!(await files.exists(path))) return { entries: [], wholeBytes: 0, allBytes: 0 };
  const text = await files.readText(path);
  const { links, wholeBytes } = readChain(text, path);
  return {
    entries: links.map((link) => understood(link, path)),
    wholeBytes,
    allBytes: Buffer.byteLength(text),
  };
}

function understood(link: ChainLink<unknown>, path: string): LedgerEntry {
  const event = ledgerEventSchema.safeParse(link.event);
  if (event.success) return { ...link, event: event.data };
  throw new UserError({
    code: 'ledger-broken',
    message: `Line ${link.sequence} of ${path} is none of the events that this version of Tidegate knows.`,
    remedy: 'Use the version of Tidegate that wrote it, or a newer one.',
  });
}
