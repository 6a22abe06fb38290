import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linkAfter, readChain, type ChainLink } from './chain.ts';

function chainOf(events: readonly unknown[]): ChainLink<unknown>[] {
  return events.reduce<ChainLink<unknown>[]>(
    (links, event) => [...links, linkAfter(links.at(-1), '2026-01-01T00:00:00.000Z', event)],
    [],
  );
}

function textOf(links: readonly unknown[]): string {
  return links.map((link) => `${JSON.stringify(link)}\n`).join('');
}

const broken = expect.objectContaining({ code: 'ledger-broken' });

describe('a hash chain', () => {
  it('reads back what was written', () => {
    const links = chainOf(['a', { b: 1 }, null]);
    expect(readChain(textOf(links), 'journal').links).toEqual(links);
  });

  it('leaves out a last line that the writer did not finish, at whatever byte it was torn', () => {
    const text = textOf(chainOf(['a', 'b', 'c']));
    const lastLine = text.slice(0, -1).lastIndexOf('\n') + 1;
    for (let bytes = lastLine; bytes < text.length; bytes += 1) {
      const { links, wholeBytes } = readChain(text.slice(0, bytes), 'journal');
      expect([links.length, wholeBytes]).toEqual([2, lastLine]);
    }
  });

  it('sees any change of one character before the last line feed', () => {
    const text = textOf(chainOf(['first', 'second', 'third']));
    fc.assert(
      fc.property(fc.nat({ max: text.length - 2 }), (at) => {
        const other = text[at] === 'x' ? 'y' : 'x';
        expect(() => readChain(text.slice(0, at) + other + text.slice(at + 1), 'journal')).toThrow(broken);
      }),
    );
  });

  it.each([
    ['left out', [0, 2]],
    ['moved', [1, 0, 2]],
    ['repeated', [0, 0, 1]],
    ['taken from the front', [1, 2]],
  ])('sees a line %s', (_what, order) => {
    const links = chainOf(['a', 'b', 'c']);
    expect(() => readChain(textOf(order.map((index) => links[index])), 'journal')).toThrow(broken);
  });

  it.each<[string, (text: string) => string]>([
    ['a space more', (text) => text.replace('"event":', '"event": ')],
    ['a key twice', (text) => text.replace('{"sequence":1', '{"sequence":7,"sequence":1')],
    ['an escape in other letters', (text) => text.replace(String.raw`\u001b`, String.raw`\u001B`)],
    ['a number in other digits', (text) => text.replace('1e+21', '1e021')],
  ])('sees the same written in another way: %s', (_what, change) => {
    const text = textOf(chainOf([{ text: '\u001b[31m', number: 1e21 }]));
    expect(change(text)).not.toBe(text);
    expect(() => readChain(change(text), 'journal')).toThrow(broken);
  });
});
