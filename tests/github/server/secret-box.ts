import { randomBytes } from 'node:crypto';
import sodium from 'libsodium-wrappers';

export interface SecretBox {
  readonly keyId: string;
  /** Base64. */
  readonly publicKey: string;
  /** What was sealed for this key, or undefined where it can’t be opened. */
  open(encrypted: string): string | undefined;
}

/** https://docs.github.com/en/rest/guides/encrypting-secrets-for-the-rest-api */
export async function newSecretBox(): Promise<SecretBox> {
  await sodium.ready;
  const { publicKey, privateKey } = sodium.crypto_box_keypair();
  return {
    keyId: randomBytes(8).readBigUInt64BE().toString(),
    publicKey: Buffer.from(publicKey).toString('base64'),
    open(encrypted) {
      try {
        return Buffer.from(
          sodium.crypto_box_seal_open(Buffer.from(encrypted, 'base64'), publicKey, privateKey),
        ).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
