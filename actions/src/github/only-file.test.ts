import { expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { onlyFileOf } from './only-file.ts';

const file = Buffer.from('an artifact');

it('is the file in the zip, or what was uploaded as it is', () => {
  expect(onlyFileOf(Buffer.from(zipSync({ 'release.tgz': file })))).toEqual(file);
  expect(onlyFileOf(file)).toEqual(file);
});

it('is nothing in a zip of several files, of none, or that is cut short', () => {
  const several = Buffer.from(zipSync({ a: file, b: strToU8('b') }));
  const whole = Buffer.from(zipSync({ a: file }));
  for (const archive of [several, Buffer.from(zipSync({ 'a/': new Uint8Array() })), whole.subarray(0, 30)])
    expect(onlyFileOf(archive)).toBeUndefined();
  expect(onlyFileOf(Buffer.alloc(0))).toEqual(Buffer.alloc(0));
});
