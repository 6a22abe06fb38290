import { isIP } from 'node:net';
import { ClusterMemoryStoreWorker } from '@express-rate-limit/cluster-memory-store';
import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Configuration } from '../config/configuration.ts';
import { sendProblem } from './problem.ts';

/**
 * One limit an address over all workers: the primary counts. When the primary can't answer, requests pass
 * uncounted: it is about to be gone, and these are the last ones.
 */
export function apiRateLimit({ rateLimit: limit, listen }: Configuration): RequestHandler {
  return rateLimit({
    windowMs: limit.windowMs,
    limit: limit.maxRequests,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    identifier: 'api',
    store: new ClusterMemoryStoreWorker({ prefix: 'api' }),
    passOnStoreError: true,
    keyGenerator: (request) => addressKey(request.ip),
    // The host's own probes come over the private socket; whatever comes through the front says for whom.
    skip: (request) => listen.kind === 'socket' && !isForwarded(request),
    handler: (_request, response) => {
      sendProblem(response, {
        status: 429,
        detail: 'Too many requests. Retry-After says when to come again.',
      });
    },
    // Over TCP the headers are ignored on purpose (`trust proxy` in application.ts); the last check looks for
    // `ipKeyGenerator` in the text of the function above and so misses addressKey.
    validate: { xForwardedForHeader: false, forwardedHeader: false, keyGeneratorIpFallback: false },
  });
}

/** IPv6 clients own whole networks: the /56 counts, not the address. */
function addressKey(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  return isIP(address) === 0 ? address : ipKeyGenerator(address);
}

function isForwarded(request: Request): boolean {
  return request.headers['x-forwarded-for'] !== undefined;
}
