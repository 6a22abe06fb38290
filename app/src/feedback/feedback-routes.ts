import express, { type RequestHandler } from 'express';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import { sendProblem } from '../http/problem.ts';
import type { Route } from '../http/route-table.ts';
import { storeFeedback, summarizeFeedback } from './feedback-table.ts';

const feedbackSchema = z.strictObject({
  rating: z.int().min(1).max(5),
  comment: z
    .string()
    .max(2000)
    // PostgreSQL's text can hold any character but this one.
    .refine((text) => !text.includes('\0'), 'Invalid string: must not contain NUL')
    .optional(),
});

/** What users think of the assistant's answers. */
export function feedbackRoutes(database: Database): readonly Route[] {
  return [
    {
      method: 'post',
      path: '/api/feedback',
      handlers: [express.json({ limit: '100kb' }), takeFeedback(database)],
    },
    { method: 'get', path: '/api/feedback/summary', handlers: [showSummary(database)] },
  ];
}

function takeFeedback(database: Database): RequestHandler {
  return async (request, response) => {
    const parsed = feedbackSchema.safeParse(request.body);
    if (!parsed.success) {
      const errors = parsed.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
      sendProblem(response, { status: 400, detail: 'The feedback is not as expected.', errors });
      return;
    }
    const { rating, comment } = parsed.data;
    response.status(201).json(await storeFeedback(database, { rating, comment: comment ?? null }));
  };
}

function showSummary(database: Database): RequestHandler {
  return async (_request, response) => {
    response.json(await summarizeFeedback(database));
  };
}
