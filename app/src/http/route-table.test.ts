import { describe, expect, it } from '@jest/globals';
import { routePattern } from './route-table.ts';

const patternOf = routePattern([
  { method: 'get', path: '/', handlers: [] },
  { method: 'get', path: '/api/notes/:id', handlers: [] },
  { method: 'post', path: '/api/notes', handlers: [] },
]);

describe('the pattern of a request', () => {
  it.each([
    ['GET', '/', '/'],
    ['HEAD', '/', '/'],
    ['GET', '/api/notes/17', '/api/notes/:id'],
    ['GET', '/API/Notes/17/', '/api/notes/:id'],
    ['POST', '/api/notes', '/api/notes'],
    ['GET', '/api/notes', 'unmatched'],
    ['GET', '/api/notes/', 'unmatched'],
    ['GET', '/api/notes/17/18', 'unmatched'],
    ['DELETE', '/', 'unmatched'],
    ['GET', '//', 'unmatched'],
  ])('of %s %s is %s', (method, path, pattern) => {
    expect(patternOf(method, path)).toBe(pattern);
  });
});
