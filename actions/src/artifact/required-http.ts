import type { Plugin } from 'esbuild';

const SPACE = 'required-http';

/** Whether that input of a bundle is what stands for node:http, and no file. */
export function isRequiredHttp(input: string): boolean {
  return input.startsWith(`${SPACE}:`);
}

/**
 * Has a bundle require node:http where its sources import it: an import asks the module for all its exports, and one of
 * them, `WebSocket`, loads the HTTP client behind `fetch`. That is some 90 ms of a processor at each start of a process.
 * https://github.com/nodejs/node/blob/v24.15.0/lib/http.js
 */
export const requiredHttp: Plugin = {
  name: SPACE,
  setup(building) {
    building.onResolve({ filter: /^(?:node:)?http$/ }, ({ kind }) =>
      kind === 'import-statement' ? { path: 'node-http', namespace: SPACE } : undefined,
    );
    building.onLoad({ filter: /^/, namespace: SPACE }, () => ({
      contents: "module.exports = require('node:http');",
    }));
  },
};
