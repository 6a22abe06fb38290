import type { RequestHandler } from 'express';
import type { ReleaseFacts } from '../config/configuration.ts';
import type { Route } from '../http/route-table.ts';
import { homePage, STYLE_SHEET } from './home-page.ts';

/** The pages and what they load; `headers` is the security profile for pages. */
export function pageRoutes(facts: {
  readonly release: ReleaseFacts;
  readonly headers: RequestHandler;
}): readonly Route[] {
  const { release, headers } = facts;
  const page = homePage(release);
  return [
    {
      method: 'get',
      path: '/',
      handlers: [
        headers,
        (_request, response) => {
          // It names the release that serves: a kept copy would name the one before.
          response.setHeader('Cache-Control', 'no-cache');
          response.type('html').send(page);
        },
      ],
    },
    {
      method: 'get',
      path: '/assets/page.css',
      handlers: [
        headers,
        (_request, response) => {
          response.setHeader('Cache-Control', 'public, max-age=300');
          response.type('css').send(STYLE_SHEET);
        },
      ],
    },
  ];
}
