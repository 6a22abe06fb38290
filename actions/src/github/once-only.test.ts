import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { onceOnly } from './once-only.ts';

/** Each request is answered by the next of them; the last one answers all that come after. */
let answers: ((response: ServerResponse) => void)[];
let asked: number;
let slept: number[];
let base: string;

const server = createServer((_request, response) => {
  asked += 1;
  const answer = answers.length > 1 ? answers.shift() : answers[0];
  answer?.(response);
});

beforeEach(async () => {
  [answers, asked, slept] = [[], 0, []];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function made(response: ServerResponse): void {
  response.writeHead(201).end('{}');
}

function write(find: () => Promise<string | undefined> = () => Promise.resolve(undefined)) {
  const clock = {
    sleep: (ms: number) => {
      slept.push(ms);
      return Promise.resolve();
    },
  };
  return onceOnly({ base, token: 't', clock }, { method: 'POST', path: '/things', json: {} }, find);
}

describe('a write that must not be done twice', () => {
  it('is tried again when it is known not to be there', async () => {
    answers = [(response) => response.writeHead(502).end('<html>'), made];
    expect(await write()).toMatchObject({ reply: { status: 201 } });
    expect([asked, slept]).toEqual([2, [500]]);
  });

  it('is not tried again when it is found', async () => {
    answers = [(response) => response.destroy()];
    expect(await write(() => Promise.resolve('there'))).toEqual({ found: 'there' });
    expect(asked).toBe(1);
  });

  it('waits as long as a limit asks for', async () => {
    answers = [(response) => response.writeHead(403, { 'retry-after': '30' }).end('{}'), made];
    expect(await write()).toMatchObject({ reply: { status: 201 } });
    expect([asked, slept]).toEqual([2, [30_000]]);
  });

  it('is given up where it is refused, or after four tries', async () => {
    answers = [(response) => response.writeHead(422).end('{}')];
    await expect(write()).rejects.toMatchObject({ code: 'github-refused' });
    expect(asked).toBe(1);
    answers = [(response) => response.writeHead(503).end('')];
    await expect(write()).rejects.toMatchObject({ code: 'github-unreachable' });
    expect([asked, slept]).toEqual([5, [500, 1000, 2000]]);
  });
});
