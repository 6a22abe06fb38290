import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../policy/canonical-json.ts';

const commit = z.string().regex(/^[0-9a-f]{40}$/);
const seal = z.string().regex(/^[0-9a-f]{64}$/);

const wordSchema = z.strictObject({
  item: z.string().max(30),
  person: z.string().min(1).max(60),
  at: z.iso.datetime(),
  /** The newest commit that the person was shown. */
  commit,
  mark: z.enum(['ticked', 'unticked', 'not-applicable']),
  reason: z.string().max(300).nullable(),
});

const recordSchema = z.strictObject({
  version: z.literal(1),
  thread: z.string(),
  /** The commit that the comment was written for. */
  commit,
  words: z.array(wordSchema).max(100),
  seal,
});

/** What one person last said of one item, as GitHub’s event told it. */
export type Word = z.output<typeof wordSchema>;

export interface TickRecord {
  readonly commit: string;
  readonly words: readonly Word[];
}

export interface Sealing {
  /** `owner/repository#12@production`: a record holds for no other thread. */
  readonly thread: string;
  /** Without a secret, `''`, the seal shows slips and careless hands only. */
  readonly key: string;
}

/** Base64 of what was said and a seal over all of it, the thread and the commit included. */
export function encodeRecord({ commit: at, words }: TickRecord, sealing: Sealing): string {
  const content = { version: 1, thread: sealing.thread, commit: at, words } as const;
  const record = { ...content, seal: sealOf(content, sealing) };
  return Buffer.from(canonicalJson(record)).toString('base64');
}

/** `undefined` for what we did not write so, for this thread and with this key. */
export function decodeRecord(text: string, sealing: Sealing): TickRecord | undefined {
  const parsed = recordSchema.safeParse(parseJson(Buffer.from(text, 'base64').toString('utf8')));
  if (!parsed.success || parsed.data.thread !== sealing.thread) return undefined;
  const { seal: found, ...content } = parsed.data;
  if (!isSame(sealOf(content, sealing), found)) return undefined;
  return { commit: content.commit, words: content.words };
}

function sealOf(content: object, { key }: Sealing): string {
  return createHmac('sha256', key).update(canonicalJson(content)).digest('hex');
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
