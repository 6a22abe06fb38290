import { describe, expect, it } from '@jest/globals';
import { placeFrom } from './place.ts';
import { tokenFor } from './token.ts';

function from(hints: { repo?: string; remote?: string; api?: string }) {
  return placeFrom({ repo: hints.repo, remote: hints.remote, api: hints.api });
}

describe('which repository is meant', () => {
  it.each([
    ['https://github.com/octo/shop.git', 'octo/shop', 'https://api.github.com'],
    ['https://token@github.com/octo/shop', 'octo/shop', 'https://api.github.com'],
    ['git@github.com:octo/shop.git', 'octo/shop', 'https://api.github.com'],
    ['ssh://git@ssh.github.com:443/octo/shop.git', 'octo/shop', 'https://api.github.com'],
    ['git@git.example.test:octo/sh.op.git', 'octo/sh.op', 'https://git.example.test/api/v3'],
    ['https://octo.ghe.com/octo/shop/', 'octo/shop', 'https://api.octo.ghe.com'],
  ])('is read from the remote %s', (remote, slug, api) => {
    expect(from({ remote })).toMatchObject({ slug, api, apiIsGiven: false });
  });

  it('is the one that is named, on the host of the remote unless a host is named too', () => {
    const remote = 'git@git.example.test:octo/shop.git';
    expect(from({ repo: 'other/one', remote })).toMatchObject({
      host: 'git.example.test',
      slug: 'other/one',
    });
    expect(from({ repo: 'github.com/other/one', remote })).toMatchObject({
      host: 'github.com',
      slug: 'other/one',
    });
    expect(from({ repo: 'other/one' })).toMatchObject({ api: 'https://api.github.com' });
  });

  it('is asked for at GITHUB_API_URL where that is set', () => {
    const api = 'http://127.0.0.1:1/';
    expect(from({ repo: 'a/b', api })).toMatchObject({ api: 'http://127.0.0.1:1', apiIsGiven: true });
  });

  it.each([
    {},
    { remote: '/srv/git/shop.git' },
    { remote: 'https://github.com/shop' },
    { repo: 'shop' },
    { repo: 'a/b/c/d' },
  ])('is not guessed from %j', (hints) => {
    expect(() => from(hints)).toThrow(expect.objectContaining({ code: 'repository-unknown' }));
  });
});

describe('the token', () => {
  const missing = expect.objectContaining({ code: 'token-missing' });

  it('of github.com goes to no other host that a git remote names', () => {
    const place = from({ remote: 'git@gitlab.example.test:octo/shop.git' });
    expect(() => tokenFor(place, { GH_TOKEN: 'a', GITHUB_TOKEN: 'b' })).toThrow(missing);
    expect(tokenFor(place, { GH_TOKEN: 'a', GH_ENTERPRISE_TOKEN: 'c' })).toBe('c');
  });

  it('is GH_TOKEN, else GITHUB_TOKEN, for GitHub’s own hosts and for an address that is given', () => {
    expect(tokenFor(from({ repo: 'a/b' }), { GH_TOKEN: 'a', GITHUB_TOKEN: 'b' })).toBe('a');
    expect(
      tokenFor(from({ repo: 'a/b', api: 'https://git.example.test/api/v3' }), {
        GH_TOKEN: ' ',
        GITHUB_TOKEN: 'b',
      }),
    ).toBe('b');
  });

  it('is asked for with how to get it, and what it must be granted', () => {
    expect(() => tokenFor(from({ repo: 'a/b' }), {})).toThrow(missing);
    try {
      tokenFor(from({ repo: 'a/b' }), {});
    } catch (error) {
      const { remedy } = error as { remedy: string };
      for (const word of ['fine-grained', 'Administration', 'Environments', 'Actions', 'Issues', 'Members'])
        expect(remedy).toContain(word);
    }
  });
});
