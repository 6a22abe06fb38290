import type { IncomingHttpHeaders } from 'node:http';

export interface Request {
  readonly method: string;
  readonly address: URL;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}
