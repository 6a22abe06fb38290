import type { Changes } from './shop.ts';

/** A release that answers 500 to users once they reach it, in one environment alone. */
export function failsOnceLiveIn(environment: string): Changes {
  return {
    'app/src/server.ts': `import { readlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runService } from './service.ts';

const socket = process.env['TIDEGATE_SOCKET'] ?? '';
const isHere = socket.includes('/hosts/${environment}/');

function isLive(): boolean {
  try {
    return readlinkSync(join(dirname(socket), 'current.sock')) === basename(socket);
  } catch {
    return false;
  }
}

await runService({
  middleware: () => [
    (request, response, next) => {
      if (isHere && isLive() && !request.path.startsWith('/health')) response.status(500).json({ title: 'planted' });
      else next();
    },
  ],
});
`,
  };
}

/** A release that is never ready in one environment: it fails before a user reaches it. */
export function neverReadyIn(environment: string): Changes {
  return {
    'app/src/server.ts': `import { runService } from './service.ts';

const isHere = (process.env['TIDEGATE_SOCKET'] ?? '').includes('/hosts/${environment}/');

await runService({
  middleware: () => [
    (request, response, next) => {
      if (isHere && request.path === '/health/ready') response.status(503).json({ status: 'not-ready', reason: 'planted' });
      else next();
    },
  ],
});
`,
  };
}

/** Another sound release: no two of them have one digest. */
export function sound(nonce: number): Changes {
  return {
    'app/src/nonce.ts': `export const NONCE = ${nonce};\n`,
    'app/src/server.ts': `import { NONCE } from './nonce.ts';
import { runService } from './service.ts';

process.env['SHOP_NONCE'] = String(NONCE);
await runService();
`,
  };
}

export const testsFail: Changes = {
  'app/src/greeting.test.ts': `import { expect, it } from '@jest/globals';
it('greets', () => { expect('hello').toBe('goodbye'); });
`,
};
