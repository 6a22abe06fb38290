import type { NextFunction, Request, Response } from 'express';

/** For answers that are true only now. */
export function neverCached(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('Cache-Control', 'no-store');
  next();
}
