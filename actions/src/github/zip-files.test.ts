import { expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { onlyFileOf, textsOf } from './zip-files.ts';

const file = Buffer.from('an artifact');

it('gives the file in the zip, or what was uploaded as it is', () => {
  expect(onlyFileOf(Buffer.from(zipSync({ 'release.tgz': file })))).toEqual(file);
  expect(onlyFileOf(file)).toEqual(file);
});

it('gives nothing of a zip of several files, of none, or that is cut short', () => {
  const several = Buffer.from(zipSync({ a: file, b: strToU8('b') }));
  const whole = Buffer.from(zipSync({ a: file }));
  for (const archive of [several, Buffer.from(zipSync({ 'a/': new Uint8Array() })), whole.subarray(0, 30)])
    expect(onlyFileOf(archive)).toBeUndefined();
  expect(onlyFileOf(Buffer.alloc(0))).toEqual(Buffer.alloc(0));
});

it('gives the texts of all files, and none of what is no whole archive', () => {
  const archive = Buffer.from(
    zipSync({ 'a/b.json': strToU8('{"ä":1}'), 'c.json': strToU8('2'), 'd/': new Uint8Array() }),
  );
  expect(textsOf(archive)).toEqual(['{"ä":1}', '2']);
  expect([textsOf(archive.subarray(0, 30)), textsOf(file)]).toEqual([[], []]);
});
