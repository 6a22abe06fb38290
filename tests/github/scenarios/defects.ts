import type { Changes } from './shop.ts';

/** No smoke probe asks for it. */
export const USERS_PATH = '/basket';

/** A release that answers 500 to users once they reach it, in one environment alone: our own probes see it. */
export function failsOnceLiveIn(environment: string): Changes {
  return failing(environment, `!request.path.startsWith('/health')`);
}

function failing(environment: string, isAsked: string): Changes {
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
      if (isHere && isLive() && ${isAsked}) response.status(500).json({ title: 'planted' });
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

/** Sound, and heeds no signal that asks it to stop: only the host’s last blow ends it. */
export function stubborn(nonce: number): Changes {
  return {
    'app/src/nonce.ts': `export const NONCE = ${nonce};\n`,
    'app/src/server.ts': `import { NONCE } from './nonce.ts';
import { runService } from './service.ts';

process.env['SHOP_NONCE'] = String(NONCE);
setInterval(() => {
  for (const signal of ['SIGTERM', 'SIGINT']) process.removeAllListeners(signal).on(signal, () => undefined);
}, 20).unref();
await runService();
`,
  };
}

/** A release whose own pages are sound, and that answers 500 to what only users of one environment ask for. */
export function failsUsersAloneIn(environment: string): Changes {
  return failing(environment, `request.path === '${USERS_PATH}'`);
}

export const testsFail: Changes = {
  'app/src/greeting.test.ts': `import { expect, it } from '@jest/globals';
it('greets', () => { expect('hello').toBe('goodbye'); });
`,
};

/** A release that one kind of request fails with, wherever it runs; `condition` sees `request`. */
export function failsFor(condition: string): Changes {
  return {
    'app/src/server.ts': `import { runService } from './service.ts';

await runService({
  middleware: () => [
    (request, response, next) => {
      if (${condition}) response.status(500).json({ title: 'planted' });
      else next();
    },
  ],
});
`,
  };
}

/** A release whose answers lack one of the headers that keep browsers safe. */
export const typesAreGuessed: Changes = {
  'app/src/server.ts': `import { runService } from './service.ts';

await runService({
  middleware: () => [
    (_request, response, next) => {
      const { writeHead } = response;
      response.writeHead = function (...given) {
        this.removeHeader('X-Content-Type-Options');
        return writeHead.apply(this, given);
      };
      next();
    },
  ],
});
`,
};

/** A release that ends before it listens. */
export const neverStarts: Changes = { 'app/src/server.ts': "throw new Error('planted');\n" };

/** Code that no test has seen. */
export const untested: Changes = {
  'app/src/greeting.ts': `export function greeting(): string {
  return 'hello';
}

export function farewell(hour: number): string {
  if (hour > 21) return 'good night';
  if (hour > 17) return 'good evening';
  return 'goodbye';
}
`,
};
