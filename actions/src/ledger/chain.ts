import { createHash } from 'node:crypto';
import { UserError } from '../errors.ts';

/** A line of a hash-chained file: its hash covers the line before it, so none can be changed, left out or moved. */
export interface ChainLink<Event> {
  /** Counts from 1. */
  readonly sequence: number;
  /** ISO 8601, UTC. For people: nothing is decided by it. */
  readonly at: string;
  readonly event: Event;
  readonly previous: string;
  readonly hash: string;
}

/** What stands in front of the first link. */
export const GENESIS = '0'.repeat(64);

export function linkAfter<Event>(
  last: ChainLink<unknown> | undefined,
  at: string,
  event: Event,
): ChainLink<Event> {
  const unhashed = { sequence: (last?.sequence ?? 0) + 1, at, event, previous: last?.hash ?? GENESIS };
  return { ...unhashed, hash: hashOf(unhashed) };
}

/**
 * Reads a chain and proves it. A last line without its line feed was never acknowledged (the writer died in the
 * write): it is left out, and `wholeBytes` says where the proven part ends.
 */
export function readChain(text: string, name: string): { links: ChainLink<unknown>[]; wholeBytes: number } {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const links: ChainLink<unknown>[] = [];
  for (const line of whole.split('\n').slice(0, -1)) {
    const link = parseLink(line);
    const expected = linkAfter(links.at(-1), link?.at ?? '', link?.event);
    // Byte by byte: JSON has other ways to write the same, and none of them is ours.
    if (line !== JSON.stringify(expected)) throw brokenAt(name, links.length + 1);
    links.push(expected);
  }
  return { links, wholeBytes: Buffer.byteLength(whole) };
}

function parseLink(line: string): ChainLink<unknown> | undefined {
  try {
    return JSON.parse(line) as ChainLink<unknown>;
  } catch {
    return undefined;
  }
}

function hashOf(unhashed: Omit<ChainLink<unknown>, 'hash'>): string {
  const { sequence, at, event, previous } = unhashed;
  return createHash('sha256')
    .update(JSON.stringify([sequence, at, previous, event]))
    .digest('hex');
}

function brokenAt(name: string, line: number): UserError {
  return new UserError({
    code: 'ledger-broken',
    message: `The hash chain of ${name} does not hold at line ${line}: the file was changed by something other than Tidegate.`,
    remedy: 'Put the file back from a backup, or move the environment’s folder away and deploy anew.',
  });
}
