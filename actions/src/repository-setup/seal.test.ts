import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import sodium from 'libsodium-wrappers';
import { seal } from './seal.ts';

it('seals a value, whatever its letters, so that the key’s owner alone opens it', async () => {
  await sodium.ready;
  const { publicKey, privateKey } = sodium.crypto_box_keypair();
  const value = `${randomBytes(12).toString('hex')} ü ✓\n`;
  const sealed = Buffer.from(await seal(value, Buffer.from(publicKey).toString('base64')), 'base64');
  expect(sealed.includes(value)).toBe(false);
  expect(Buffer.from(sodium.crypto_box_seal_open(sealed, publicKey, privateKey)).toString('utf8')).toBe(
    value,
  );
  const other = sodium.crypto_box_keypair();
  expect(() => sodium.crypto_box_seal_open(sealed, other.publicKey, other.privateKey)).toThrow();
});
