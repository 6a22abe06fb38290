import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { systemClock } from '../ports/clock.ts';
import { systemFiles } from '../ports/files.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import type { LedgerEvent } from './events.ts';
import { openJournal, readJournal, type Journal, type LedgerEntry } from './journal.ts';
import { eventsOf, servedRelease } from './testing/ledger-sample.ts';

const temporaryFolder = temporaryFolders();
const [a, b] = [servedRelease('a'), servedRelease('b')];
const LINE_FEED = 0x0a;

/** Characters of several bytes are torn too. */
const CLEARED: LedgerEvent = { type: 'mark-cleared', digest: a.release.digest, reason: 'Es “läuft” 🌊.' };
const EVENTS: readonly LedgerEvent[] = [
  ...eventsOf({ to: a, at: 0, outcome: 'deployed', live: a }, 1).map(({ event }) => event),
  CLEARED,
  ...eventsOf({ to: b, at: 0, outcome: null, live: null }, 2).map(({ event }) => event),
];
const NEXT: LedgerEvent = { type: 'step-started', deployment: 'd2', step: 'staged' };

interface Written {
  readonly path: string;
  readonly entries: readonly LedgerEntry[];
  readonly bytes: Buffer;
  /** The file's lines, each with its line feed. */
  readonly lines: readonly Buffer[];
}

async function writtenJournal(events = EVENTS): Promise<Written> {
  const path = join(await temporaryFolder(), 'journal.jsonl');
  const journal = await open(path);
  for (const event of events) await journal.append(event);
  const text = await systemFiles.readText(path);
  const lines = text.split(/(?<=\n)/).map((line) => Buffer.from(line));
  return { path, entries: journal.entries, bytes: Buffer.from(text), lines };
}

function open(path: string): Promise<Journal> {
  return openJournal({ files: systemFiles, clock: systemClock, path });
}

function read(path: string): Promise<LedgerEntry[]> {
  return readJournal({ files: systemFiles, path });
}

/** That neither reading nor opening gets past a file whose chain is broken in that line, counted from 1. */
async function expectBrokenAt(line: number, { path }: Written, contents: Buffer): Promise<void> {
  await writeFile(path, contents);
  const broken = { code: 'ledger-broken', message: expect.stringMatching(new RegExp(`line ${line}\\b`)) };
  await expect(read(path)).rejects.toMatchObject(broken);
  await expect(open(path)).rejects.toMatchObject(broken);
  expect((await systemFiles.readText(path)).length).toBe(contents.toString().length);
}

function lineOf(bytes: Buffer, offset: number): number {
  return bytes.subarray(0, offset).filter((byte) => byte === LINE_FEED).length + 1;
}

describe('a journal', () => {
  it('that was cut at whatever byte holds its whole lines, and goes on after them when it is opened', async () => {
    const { path, entries, bytes } = await writtenJournal([NEXT, CLEARED, NEXT]);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      await writeFile(path, bytes.subarray(0, cut));
      const whole = entries.slice(0, lineOf(bytes, cut) - 1);
      expect(await read(path)).toEqual(whole);
      expect((await stat(path)).size).toBe(cut);
      const journal = await open(path);
      await journal.append(NEXT);
      const after = await read(path);
      expect(after).toEqual(journal.entries);
      expect(after.slice(0, -1)).toEqual(whole);
      expect(after.at(-1)?.event).toEqual(NEXT);
    }
  }, 60_000);

  it('is opened again after being cut again and again, and nothing that was acknowledged before the cut is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
        async (cuts) => {
          const path = join(await temporaryFolder(), 'journal.jsonl');
          for (const cut of cuts) {
            const journal = await open(path);
            for (const event of EVENTS) await journal.append(event);
            const bytes = Buffer.from(await systemFiles.readText(path));
            const kept = bytes.subarray(0, Math.floor(cut * bytes.length));
            await writeFile(path, kept);
            expect(await read(path)).toEqual(journal.entries.slice(0, lineOf(kept, kept.length) - 1));
          }
        },
      ),
      { numRuns: 20 },
    );
  }, 60_000);

  it('is broken where any byte was changed, in the line that holds it', async () => {
    const written = await writtenJournal();
    const { bytes } = written;
    // The last line feed is what acknowledges the last line: without it the line counts as torn.
    const anywhere = fc.record({ offset: fc.nat(bytes.length - 2), mask: fc.integer({ min: 1, max: 255 }) });
    await fc.assert(
      fc.asyncProperty(anywhere, async ({ offset, mask }) => {
        const changed = Buffer.from(bytes);
        changed[offset] = (bytes[offset] ?? 0) ^ mask;
        await expectBrokenAt(lineOf(bytes, offset), written, changed);
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  it('is broken where any line but the last was taken away', async () => {
    const written = await writtenJournal();
    const { lines } = written;
    for (let at = 0; at < lines.length - 1; at += 1) {
      await expectBrokenAt(at + 1, written, Buffer.concat(lines.toSpliced(at, 1)));
    }
  });

  it('is broken where any two lines were swapped', async () => {
    const written = await writtenJournal();
    const { lines } = written;
    for (let first = 0; first < lines.length; first += 1) {
      for (let second = first + 1; second < lines.length; second += 1) {
        const swapped = lines.with(first, lines[second]!).with(second, lines[first]!);
        await expectBrokenAt(first + 1, written, Buffer.concat(swapped));
      }
    }
  });

  it('is broken where any line stands a second time, wherever', async () => {
    const written = await writtenJournal();
    const { lines } = written;
    for (let of = 0; of < lines.length; of += 1) {
      for (let at = of + 1; at <= lines.length; at += 1) {
        await expectBrokenAt(at + 1, written, Buffer.concat(lines.toSpliced(at, 0, lines[of]!)));
      }
    }
  });
});
