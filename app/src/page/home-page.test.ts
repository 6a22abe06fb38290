import { expect, it } from '@jest/globals';
import { homePage } from './home-page.ts';

const unreleased = { id: null, version: null, commit: null, digest: null, configHash: null };

it('names the release that serves', () => {
  expect(homePage({ ...unreleased, id: '1.2.3-abcdef0-c0ffee00' })).toContain('1.2.3-abcdef0-c0ffee00');
});

it('says so when what serves is no release', () => {
  expect(homePage(unreleased)).toContain('not released');
});

it('shows what the host passes as text, never as markup', () => {
  const page = homePage({ ...unreleased, id: '<img src=x onerror="alert(1)">&' });
  expect(page).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&amp;');
  expect(page).not.toContain('<img');
});
