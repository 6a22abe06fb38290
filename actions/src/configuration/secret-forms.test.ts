import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { formsOf, redactor } from './secret-forms.ts';

const secret = `${randomBytes(9).toString('base64')} "/?&é`;

describe('the forms of a secret', () => {
  it.each<[string, (text: string) => string]>([
    ['as it is', (text) => text],
    ['in base64', (text) => Buffer.from(text).toString('base64').replace(/=+$/, '')],
    ['in base64 for URLs', (text) => Buffer.from(text).toString('base64url')],
    ['in hexadecimal digits', (text) => Buffer.from(text).toString('hex')],
    ['percent-encoded', encodeURIComponent],
    ['as a form’s field', (text) => new URLSearchParams({ a: text }).toString().slice(2)],
    ['as a JSON string', (text) => JSON.stringify(text).slice(1, -1)],
  ])('hold it %s, and none is left in a text', (_how, write) => {
    const form = write(secret);
    expect(formsOf(secret)).toContain(form);
    expect(redactor([secret])(`found ${form}!`)).toBe('found ***!');
  });

  it('hold each line of several, and the password of a connection, written and decoded', () => {
    const [first, second] = [randomBytes(12).toString('hex'), randomBytes(12).toString('hex')];
    expect(formsOf(`${first}\n${second}\r\n}`)).toEqual(expect.arrayContaining([first, second]));
    const password = `p@${first}`;
    const forms = formsOf(`postgresql://app:${encodeURIComponent(password)}@db/x`);
    expect(forms).toEqual(expect.arrayContaining([password, encodeURIComponent(password)]));
  });

  it('are none for what is too short to tell from innocent text', () => {
    expect(formsOf('a')).toEqual([]);
    expect(formsOf('')).toEqual([]);
    expect(formsOf(`${secret}\n}\n`)).not.toContain('}');
  });
});
