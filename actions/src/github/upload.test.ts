import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { ReleaseAsset } from './releases.ts';
import { upload } from './upload.ts';

const DIGEST = 'sha256:00';
const FILE = { name: 'a+b.tgz', type: 'application/gzip', content: Buffer.from('hello'), digest: DIGEST };
const HALF: ReleaseAsset = { id: 7, name: FILE.name, bytes: 2, digest: null };

let server: Server;
let base: string;
let asked: string[];
let answers: { status: number; location?: string }[];
beforeEach(async () => {
  asked = [];
  answers = [];
  server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
      const { status, location } = answers.shift() ?? { status: 201 };
      response.writeHead(status, location === undefined ? {} : { location }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

async function run(
  there: readonly (ReleaseAsset | undefined)[] = [],
  address = `${base}/uploads`,
): Promise<readonly ReleaseAsset[]> {
  const left = [...there];
  const removed: ReleaseAsset[] = [];
  await upload(
    { base, token: 'x', clock: { sleep: () => Promise.resolve() } },
    {
      file: FILE,
      address,
      find: () => Promise.resolve(left.shift()),
      remove(asset) {
        removed.push(asset);
        return Promise.resolve();
      },
    },
  );
  return removed;
}

it('uploads a file once', async () => {
  expect(await run()).toEqual([]);
  expect(asked).toEqual(['POST /uploads?name=a%2Bb.tgz']);
});

it('removes what broke off, and uploads it again', async () => {
  answers = [{ status: 502 }];
  expect(await run([HALF])).toEqual([HALF]);
  expect(asked).toHaveLength(2);
});

it('leaves what is there whole, although its answer was lost', async () => {
  answers = [{ status: 502 }];
  expect(await run([{ ...HALF, digest: DIGEST }])).toEqual([]);
  expect(asked).toHaveLength(1);
});

it('gives up after three times, and leaves no half file', async () => {
  answers = [{ status: 502 }, { status: 502 }, { status: 502 }];
  await expect(run([undefined, undefined, HALF])).rejects.toMatchObject({ code: 'github-unreachable' });
  expect(asked).toHaveLength(3);
});

it('does not ask again where it is refused', async () => {
  answers = [{ status: 422 }];
  await expect(run()).rejects.toMatchObject({ code: 'github-refused' });
  expect(asked).toHaveLength(1);
});

it.each(['http://127.0.0.1:1/uploads', 'https://evil.example/uploads', 'http://localhost/uploads'])(
  'shows the token to no other host: %s',
  async (address) => {
    await expect(run([], address)).rejects.toMatchObject({ code: 'github-unreachable' });
    expect(asked).toEqual([]);
  },
);

it('follows nobody to another address', async () => {
  answers = [1, 2, 3].map(() => ({ status: 307, location: `${base}/elsewhere` }));
  await expect(run()).rejects.toMatchObject({ code: 'github-unreachable' });
  expect(asked.filter((one) => one.includes('elsewhere'))).toEqual([]);
});
