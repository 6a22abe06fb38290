import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeRecord, encodeRecord, type TickRecord } from './record.ts';
import { HEAD, OLDER, SEALING, word } from './testing/sample-words.ts';

const RECORD: TickRecord = {
  commit: HEAD,
  words: [
    word(),
    word({ item: 'review', person: 'gus' }),
    word({ item: 'mail', mark: 'unticked', commit: OLDER }),
  ],
};
const KEY = randomBytes(32).toString('hex');

interface Plain {
  commit: string;
  thread: string;
  seal: string;
  words: { person: string; item: string }[];
}

function changed(text: string, change: (record: Plain) => unknown): string {
  const record = JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as Plain;
  return Buffer.from(JSON.stringify(change(record) ?? record)).toString('base64');
}

describe('the record of ticks', () => {
  it.each(['', KEY])('is read as it was written (key: %j)', (key) => {
    const text = encodeRecord(RECORD, { ...SEALING, key });
    expect(text).toMatch(/^[A-Za-z0-9+/]+=*$/);
    expect(decodeRecord(text, { ...SEALING, key })).toEqual(RECORD);
  });

  it('holds for its own thread and its own key alone', () => {
    const text = encodeRecord(RECORD, { ...SEALING, key: KEY });
    expect(decodeRecord(text, { thread: 'octo/shop#13@production', key: KEY })).toBeUndefined();
    expect(decodeRecord(text, { ...SEALING, key: `${KEY}0` })).toBeUndefined();
    expect(decodeRecord(text, SEALING)).toBeUndefined();
    expect(decodeRecord(encodeRecord(RECORD, SEALING), { ...SEALING, key: KEY })).toBeUndefined();
  });

  it.each<[string, (record: Plain) => unknown]>([
    ['a person', (record) => void (record.words[0]!.person = 'olaf')],
    ['the commit that it was written for', (record) => void (record.commit = OLDER)],
    ['the thread', (record) => void (record.thread = 'octo/shop#13@production')],
    ['the order', (record) => void record.words.reverse()],
    ['the last word, taken away', (record) => void record.words.pop()],
    ['the first word, taken away', (record) => void record.words.shift()],
    ['a word, told twice', (record) => void record.words.push(record.words[0]!)],
    ['something added', (record) => ({ ...record, trusted: true })],
  ])('is none any more after a change of %s', (_what, change) => {
    expect(decodeRecord(changed(encodeRecord(RECORD, SEALING), change), SEALING)).toBeUndefined();
  });

  it('is none for any other text', () => {
    const text = encodeRecord(RECORD, SEALING);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.base64String({ minLength: 4, maxLength: 4 }), (at, put) => {
        const other = `${text.slice(0, at)}${put}${text.slice(at + 4)}`;
        fc.pre(Buffer.from(other, 'base64').toString('hex') !== Buffer.from(text, 'base64').toString('hex'));
        return decodeRecord(other, SEALING) === undefined;
      }),
    );
  });
});
