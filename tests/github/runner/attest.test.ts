import { expect, test } from '@jest/globals';
import { attest, type Signing } from './stand-ins/attest.ts';
import { tinyWorlds } from './tiny-world.ts';

const openTiny = tinyWorlds();
const ATTEST = 'actions/attest@1e69f48acb82d1966a394da916b4c1698aa569d6';

test.each([
  ['{ id-token: write, attestations: write }', 'success', 1],
  ['{ attestations: write }', 'failure', 0],
])('attests what it is given, with the permissions %s: %s', async (permissions, conclusion, count) => {
  const signed: Signing['subjects'][] = [];
  const sign = ({ subjects }: Signing): Promise<object> => {
    signed.push(subjects);
    return Promise.resolve({ signed: true });
  };
  const digest = 'a'.repeat(64);
  const world = await openTiny({
    standIns: { 'actions/attest': attest(sign) },
    workflow: `
on: push
jobs:
  a:
    runs-on: ubuntu-latest
    permissions: ${permissions}
    steps:
      - { id: attest, uses: ${ATTEST}, with: { subject-name: shop, subject-digest: 'sha256:${digest}' } }
      - run: grep '{"signed":true}' "\${{ steps.attest.outputs.bundle-path }}"
`,
  });
  expect((await world.push()).conclusion).toBe(conclusion);
  expect(signed).toEqual(Array.from({ length: count }, () => [{ name: 'shop', sha256: digest }]));
});
