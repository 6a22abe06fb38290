import { STATUS_CODES } from 'node:http';
import type { Request, Response } from 'express';

/** An error answer in the form of RFC 9457. `errors`: everything that is wrong with the request, at once. */
export interface Problem {
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

export function sendProblem(response: Response, problem: Problem): void {
  const { status, ...rest } = problem;
  const title = STATUS_CODES[status] ?? 'Error';
  const body = { type: 'about:blank', title, status, ...rest, requestId: response.req.id };
  response.status(status).type('application/problem+json').send(JSON.stringify(body));
}

const DETAILS: Readonly<Record<number, { readonly detail: string }>> = {
  400: { detail: 'The body is not the JSON that it says it is.' },
  404: { detail: 'There is nothing at this path for this method.' },
  413: { detail: 'The body is over 100 kB.' },
  415: { detail: 'The body is in an encoding that is not understood.' },
};

/** Answers what no route did: an error on the way (never its text or stack), or a path that is unknown. */
export function answerUnserved(error: unknown, request: Request): void {
  const response = request.res;
  if (response === undefined) return;
  if (response.headersSent) {
    // Half an answer can't be mended; cutting it off tells the client.
    response.destroy();
    return;
  }
  const status = error === undefined || error === null ? 404 : clientErrorStatus(error);
  if (status === undefined) {
    response.err =
      error instanceof Error ? error : new Error('A handler failed with something that is no error');
    sendProblem(response, { status: 500 });
    return;
  }
  sendProblem(response, { status, ...DETAILS[status] });
}

/** The 4xx status that Express and its body parser put on an error for which the client is to blame. */
function clientErrorStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
