import cors from 'cors';
import type { RequestHandler } from 'express';

/**
 * Lets the listed origins call with credentials. A foreign origin is served without any CORS header, which is what
 * makes its browser refuse the answer; its preflight is answered 204 likewise. Nothing here fails a request.
 */
export function crossOrigin(origins: readonly string[]): RequestHandler {
  const allow = cors({
    origin: [...origins],
    credentials: true,
    methods: ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'],
    allowedHeaders: ['Content-Type', 'Authorization', 'X-Requested-With', 'X-Request-Id'],
    exposedHeaders: ['RateLimit', 'RateLimit-Policy', 'Retry-After', 'X-Request-Id'],
    maxAge: 600,
    optionsSuccessStatus: 204,
  });
  return (request, response, next) => {
    const { origin } = request.headers;
    if (origin !== undefined && origins.includes(origin)) {
      allow(request, response, next);
      return;
    }
    // The same path answers differently to another origin: a shared cache must not mix them.
    response.vary('Origin');
    if (request.method === 'OPTIONS') response.status(204).end();
    else next();
  };
}
