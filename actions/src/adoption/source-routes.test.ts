import { describe, expect, it } from '@jest/globals';
import { httpUseIn } from './source-routes.ts';

describe('the routes that a source writes out', () => {
  it.each<[string, string, string[]]>([
    [
      'Express',
      `app.get('/health', h); router.get("/films", h); app.post('/films', h);`,
      ['/health', '/films'],
    ],
    [
      'Fastify',
      `fastify.route({ method: 'GET', url: '/a' }); fastify.route({ method: 'POST', url: '/b' });`,
      ['/a'],
    ],
    ['hapi', `server.route({ method: 'GET', path: '/up', handler: () => 1 }); server.get('x');`, ['/up']],
    ['NestJS', `class A { @Get('/status') status(): string { return 'ok'; } }`, ['/status']],
    [
      'TypeScript',
      `const app: Express = express(); app.get('/typed' as const, h); app.get('/plain', h as any);`,
      ['/plain'],
    ],
    [
      'none with parameters',
      `app.get('/films/:id', h); app.get('*', h); app.get(path, h); app.get('env');`,
      [],
    ],
    ['a text that is no program', `app.get('/x', {{{`, []],
  ])('%s', (_what, text, routes) => {
    expect(httpUseIn(text).routes).toEqual(routes);
  });

  it.each<[string, boolean]>([
    [`require('http').createServer(f).listen(3000)`, true],
    [`import express from 'express'`, true],
    [`export const add = (a, b) => a + b`, false],
  ])('%j is a server: %s', (text, isServer) => {
    expect(httpUseIn(text).isServer).toBe(isServer);
  });
});
