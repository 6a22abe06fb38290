import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withConnection } from './connection.ts';
import { startTemporaryServer, type TemporaryServer } from './testing/temporary-server.ts';

let temporary: TemporaryServer;
let url: string;

beforeAll(async () => {
  temporary = await startTemporaryServer();
  url = await temporary.newDatabase();
}, 60_000);

afterAll(async () => {
  await temporary.discard();
}, 60_000);

describe('a connection that is lost in the midst of the work', () => {
  it('is told of as that when the server ends the session', async () => {
    const work = withConnection(url, (client) =>
      client.query('SELECT pg_terminate_backend(pg_backend_pid())'),
    );
    await expect(work).rejects.toMatchObject({ code: 'database-unreachable' });
  });

  it('is told of as that when the server is killed, and never with the password', async () => {
    const { password } = new URL(url);
    const work = withConnection(url, async (client) => {
      url = await temporary.crash(url);
      await client.query('SELECT 1');
    });
    const error = await work.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'database-unreachable' });
    expect(String(error)).not.toContain(password);
  }, 60_000);

  it('is no excuse for what is wrong with the work itself', async () => {
    const work = withConnection(url, (client) => client.query('SELECT nothing'));
    await expect(work).rejects.toMatchObject({ code: '42703' });
  });
});
