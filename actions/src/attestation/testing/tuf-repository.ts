import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { canonicalJson } from '../../policy/canonical-json.ts';

/** A TUF repository with a trusted root in it. https://theupdateframework.github.io/specification/latest/ */
export interface TufRepository {
  readonly url: string;
  /** Of its first root. */
  readonly firstRoot: string;
  /** By path; to look at, and to spoil. */
  readonly files: Map<string, string>;
  close(): Promise<void>;
}

const COMMON = { spec_version: '1.0.31', version: 1, expires: '2100-01-01T00:00:00Z' };

export async function openTufRepository(trustedRoot: string): Promise<TufRepository> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const files = new Map([['/targets/trusted_root.json', trustedRoot]]);
  const key = keyOf(publicKey);
  const keyid = sha256(canonicalJson(key));
  function put(path: string, content: object): string {
    const signed = { ...COMMON, ...content };
    const sig = sign(null, Buffer.from(canonicalJson(signed)), privateKey).toString('hex');
    files.set(path, JSON.stringify({ signatures: [{ keyid, sig }], signed }));
    return sha256(canonicalJson(signed));
  }
  const role = { keyids: [keyid], threshold: 1 };
  const firstRoot = put('/1.root.json', {
    _type: 'root',
    consistent_snapshot: false,
    keys: { [keyid]: key },
    roles: { root: role, timestamp: role, snapshot: role, targets: role },
  });
  const target = { length: Buffer.byteLength(trustedRoot), hashes: { sha256: sha256(trustedRoot) } };
  put('/targets.json', { _type: 'targets', targets: { 'trusted_root.json': target } });
  put('/snapshot.json', { _type: 'snapshot', meta: { 'targets.json': { version: 1 } } });
  put('/timestamp.json', { _type: 'timestamp', meta: { 'snapshot.json': { version: 1 } } });
  return { firstRoot, files, ...(await serve(files)) };
}

function keyOf(publicKey: KeyObject): object {
  const { x = '' } = publicKey.export({ format: 'jwk' });
  const keyval = { public: Buffer.from(x, 'base64url').toString('hex') };
  return { keytype: 'ed25519', scheme: 'ed25519', keyval };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

async function serve(files: ReadonlyMap<string, string>): Promise<Pick<TufRepository, 'url' | 'close'>> {
  const server = createServer((request, response) => {
    const text = files.get(request.url ?? '');
    response.writeHead(text === undefined ? 404 : 200).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}
