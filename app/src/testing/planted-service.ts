import { setTimeout as pause } from 'node:timers/promises';
import { runService } from '../service.ts';

/** The service with a slow path, `/slow?ms=…`, a short limit for stopping, and on demand a start that fails. */
await runService({
  stopWithinMs: 500,
  middleware: (worker) => [
    async (request, response, next) => {
      if (request.path !== '/slow') {
        next();
        return;
      }
      await pause(Number(request.query['ms']));
      response.json({ worker });
    },
  ],
  beforeListen: () => {
    if (process.env['PLANT'] === 'broken-start') throw new Error('planted: this release can not start');
  },
});
