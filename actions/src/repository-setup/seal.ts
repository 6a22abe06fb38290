import sodium from 'libsodium-wrappers';

/** What only GitHub can open. https://docs.github.com/en/rest/guides/encrypting-secrets-for-the-rest-api */
export async function seal(value: string, publicKey: string): Promise<string> {
  await sodium.ready;
  const sealed = sodium.crypto_box_seal(Buffer.from(value, 'utf8'), Buffer.from(publicKey, 'base64'));
  return Buffer.from(sealed).toString('base64');
}
