import type { RequestHandler } from 'express';
import helmet from 'helmet';

export interface SecurityHeaders {
  readonly pages: RequestHandler;
  readonly api: RequestHandler;
}

/** Two profiles. Pages may load their own files and nothing else; an answer of the API may load nothing at all. */
export function securityHeaders({ isProduction }: { readonly isProduction: boolean }): SecurityHeaders {
  // Without TLS in front, as in development, a browser would remember HSTS and lock itself out of localhost.
  const shared = {
    strictTransportSecurity: isProduction && { maxAge: 31_536_000, includeSubDomains: true, preload: true },
    xFrameOptions: { action: 'deny' as const },
  };
  const pages = helmet({
    ...shared,
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        frameSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        ...(isProduction ? { upgradeInsecureRequests: [] } : {}),
      },
    },
  });
  const api = helmet({
    ...shared,
    referrerPolicy: { policy: 'no-referrer' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
    },
  });
  return { pages, api };
}
