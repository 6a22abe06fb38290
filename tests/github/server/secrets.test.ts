import { describe, expect, jest, test } from '@jest/globals';
import sodium from 'libsodium-wrappers';
import { askWith, type Ask } from './ask.ts';
import type { FakeGitHub } from './open-github.ts';
import { openedGitHubs } from './opened.ts';

jest.setTimeout(60_000);
const open = openedGitHubs();
const PLACES = ['/actions', '/environments/staging'];

async function arrange(): Promise<{ github: FakeGitHub; ask: Ask }> {
  const github = await open();
  const ask = askWith(github, github.tokenFor({ kind: 'person', actor: 'olaf' }));
  await ask('PUT /environments/staging', {});
  return { github, ask };
}

async function sealed(ask: Ask, { place, value }: { place: string; value: string }): Promise<object> {
  const { content } = await ask(`GET ${place}/secrets/public-key`);
  const { key, key_id } = content as { key: string; key_id: string };
  await sodium.ready;
  const box = sodium.crypto_box_seal(value, new Uint8Array(Buffer.from(key, 'base64')));
  return { encrypted_value: Buffer.from(box).toString('base64'), key_id };
}

describe.each(PLACES)('secrets of %s', (place) => {
  test('go in sealed for the public key, and never come out', async () => {
    const { github, ask } = await arrange();
    const first = await ask(`PUT ${place}/secrets/api_key`, await sealed(ask, { place, value: 'one' }));
    const second = await ask(`PUT ${place}/secrets/API_KEY`, await sealed(ask, { place, value: 'two' }));
    expect([first.status, second.status]).toEqual([201, 204]);
    expect(github.secretsFor('staging')).toEqual({ API_KEY: 'two' });
    const listed = await ask(`GET ${place}/secrets`);
    expect(listed.content).toMatchObject({ total_count: 1, secrets: [{ name: 'API_KEY' }] });
    expect(JSON.stringify(listed.content)).not.toContain('two');
    expect((await ask(`DELETE ${place}/secrets/API_KEY`)).status).toBe(204);
    expect((await ask(`GET ${place}/secrets/API_KEY`)).status).toBe(404);
  });

  test('are refused when not sealed, sealed for another key, or named as GitHub’s own', async () => {
    const { ask } = await arrange();
    const right = await sealed(ask, { place, value: 'one' });
    const other = await sealed((await arrange()).ask, { place, value: 'one' });
    const answers = [
      await ask(`PUT ${place}/secrets/KEY`, {
        ...right,
        encrypted_value: Buffer.from('one').toString('base64'),
      }),
      await ask(`PUT ${place}/secrets/KEY`, {
        ...right,
        encrypted_value: (other as { encrypted_value: string }).encrypted_value,
      }),
      await ask(`PUT ${place}/secrets/KEY`, other),
      await ask(`PUT ${place}/secrets/KEY`, { ...right, key_id: '1' }),
      await ask(`PUT ${place}/secrets/GITHUB_KEY`, right),
      await ask(`PUT ${place}/secrets/1KEY`, right),
    ];
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422, 422, 422]);
  });
});

describe.each(PLACES)('variables of %s', (place) => {
  test('are made once, read back, changed and removed', async () => {
    const { github, ask } = await arrange();
    const made = await ask(`POST ${place}/variables`, { name: 'color', value: 'blue' });
    const again = await ask(`POST ${place}/variables`, { name: 'COLOR', value: 'red' });
    const changed = await ask(`PATCH ${place}/variables/COLOR`, { value: 'green' });
    expect([made.status, again.status, changed.status]).toEqual([201, 409, 204]);
    expect((await ask(`GET ${place}/variables/COLOR`)).content).toMatchObject({
      name: 'COLOR',
      value: 'green',
    });
    expect(github.variablesFor('staging')).toEqual({ COLOR: 'green' });
    expect((await ask(`DELETE ${place}/variables/COLOR`)).status).toBe(204);
    expect((await ask(`GET ${place}/variables`)).content).toMatchObject({ total_count: 0 });
  });
});

test('an environment’s secret wins over the repository’s', async () => {
  const { github } = await arrange();
  github.setSecret('KEY', { value: 'repository' });
  github.setSecret('KEY', { value: 'environment', environment: 'staging' });
  expect([github.secretsFor(), github.secretsFor('staging')]).toEqual([
    { KEY: 'repository' },
    { KEY: 'environment' },
  ]);
});

test('secrets of an environment that is not there are 404', async () => {
  const { ask } = await arrange();
  expect((await ask('GET /environments/nowhere/secrets/public-key')).status).toBe(404);
});
