import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { fetchTrustedRoot } from './fetch-trusted-root.ts';
import { openSigstore, type MadeUpSigstore } from './testing/attest.ts';
import { openTufRepository, type TufRepository } from './testing/tuf-repository.ts';
import type { TrustedInstance } from './trusted-instance.ts';

jest.setTimeout(60_000);

const demands = { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 1 };
let sigstore: MadeUpSigstore;
let repository: TufRepository;
beforeEach(async () => {
  sigstore = await openSigstore();
  repository = await openTufRepository(sigstore.trustedRoot);
});
afterEach(() => repository.close());

function fetchIt({ firstRoot = repository.firstRoot, by = 'Us, Inc.' } = {}): Promise<TrustedInstance> {
  return fetchTrustedRoot(by, { 'Us, Inc.': { mirror: repository.url, firstRoot, demands } });
}

const UNAVAILABLE = expect.objectContaining({
  name: 'UserError',
  code: 'trust-roots-unavailable',
}) as unknown;

it('fetches the root of the instance that issued the certificate', async () => {
  const { root, demands: found } = await fetchIt();
  expect(JSON.stringify(TrustedRoot.toJSON(root))).toBe(sigstore.trustedRoot);
  expect(found).toEqual(demands);
});

it('does not believe a repository that begins with another root', async () => {
  const other = await openTufRepository(sigstore.trustedRoot);
  await other.close();
  await expect(fetchIt({ firstRoot: other.firstRoot })).rejects.toEqual(UNAVAILABLE);
});

it.each([
  ['/targets/trusted_root.json', 'operator', 'somebody'],
  ['/timestamp.json', '2100', '2101'],
  ['/timestamp.json', '2100', '1999'],
  ['/targets.json', '2100', '2101'],
  ['/1.root.json', '2100', '2101'],
])('does not believe what was changed on the way: %s', async (path, before, after) => {
  const text = repository.files.get(path) ?? '';
  expect(text).toContain(before);
  repository.files.set(path, text.replace(before, after));
  await expect(fetchIt()).rejects.toEqual(UNAVAILABLE);
});

it('tells of a repository that is not there', async () => {
  await repository.close();
  await expect(fetchIt()).rejects.toEqual(UNAVAILABLE);
});

it.each(['', 'Evil, Inc.', 'constructor'])('believes no certificate by %j', async (by) => {
  await expect(fetchIt({ by })).rejects.toThrow('is not believed');
});
