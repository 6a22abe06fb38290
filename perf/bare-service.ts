import { createRequire } from 'node:module';
import type express from 'express';

/** The least that Express can do: `bare-service.ts <socket> <JSON>` answers `/health/ready` with that JSON. */
const [, , socket = '', json = ''] = process.argv;
const answer = JSON.parse(json) as unknown;

// The app's own Express, not some other version.
const requireFromApp = createRequire(new URL('../app/package.json', import.meta.url));
const application = (requireFromApp('express') as typeof express)();
application.get('/health/ready', (_request, response) => {
  response.json(answer);
});
application.listen(socket, (error) => {
  if (error !== undefined) throw error;
});
