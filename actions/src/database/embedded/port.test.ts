import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { choosePort } from './port.ts';

describe('choosePort', () => {
  let other: Server;
  let taken: number;
  beforeEach(async () => {
    other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    taken = (other.address() as AddressInfo).port;
  });
  afterEach(() => {
    other.close();
  });

  it('keeps the port used before while it is free', async () => {
    const before = await choosePort({ before: undefined, wanted: undefined });
    expect(await choosePort({ before, wanted: taken })).toBe(before);
  });

  it('takes the first free port from the wanted one on when the one before is taken', async () => {
    const chosen = await choosePort({ before: taken, wanted: taken });
    expect(chosen).toBeGreaterThan(taken);
    expect(chosen).toBeLessThan(taken + 100);
  });

  it('takes any free port when none is wanted, or none is left', async () => {
    expect(await choosePort({ before: taken, wanted: undefined })).toBeGreaterThan(0);
    expect(await choosePort({ before: undefined, wanted: 65_536 })).toBeGreaterThan(0);
  });
});
