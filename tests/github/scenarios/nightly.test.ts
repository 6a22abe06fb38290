import { appendFile, chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Run } from '../runner/run.ts';
import { sound } from './defects.ts';
import { missingIn, pageOf } from './page.ts';
import { openProduction, QUICK, releaseOf, type Production } from './production.ts';
import { endOf } from './team.ts';

jest.setTimeout(400_000);

const WATCHES = ['Watch: development', 'Watch: staging', 'Watch: production'];

let production: Production;
/** The program of the release that serves production. */
let served: string;

beforeAll(async () => {
  production = await openProduction({ ...QUICK, production: { approval: false } });
});

afterAll(async () => {
  await production.close();
});

async function night(): Promise<Run> {
  return (await production.team.world.trigger({ event: 'schedule', workflow: 'nightly.yml' })).settled();
}

function endsOf(run: Run, names: readonly string[]): (string | null)[] {
  return names.map((name) => run.jobs.find((job) => job.name === name)?.conclusion ?? `no ${name}`);
}

function issues(): string[] {
  return production.team.github.state.issues.map(({ title, state }) => `${title}: ${state}`);
}

describe('every night', () => {
  it('finds a release that was just shipped as it was left', async () => {
    const { team, home } = production;
    const manifest = JSON.parse(await readFile(join(team.shop.folder, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    // What they do takes minutes, and is no part of what the workflow makes of its jobs.
    const scripts = { ...manifest.scripts, prove: 'node --version', peers: 'node --version' };
    const pushed = await team.push('Open', {
      ...sound(1),
      'package.json': JSON.stringify({ ...manifest, scripts }),
    });
    await pushed.settled();
    expect(endOf(pushed)).toBe('success');
    served = join(home, 'hosts/production/releases', releaseOf(pushed), 'server.mjs');
    const run = await night();
    expect(endOf(run)).toBe('success');
    expect(endsOf(run, WATCHES)).toEqual(['success', 'success', 'success']);
    expect([run.job('setup').conclusion, issues()]).toEqual(['skipped', []]);
  });

  it('is red where an environment is not what its record says, tells it in one issue, and looks at all others', async () => {
    const whole = await readFile(served);
    await chmod(served, 0o644);
    await appendFile(served, '\n// changed\n');
    for (const time of ['first', 'second']) {
      const run = await night();
      expect([time, run.conclusion, ...endsOf(run, WATCHES)]).toEqual([
        time,
        'failure',
        'success',
        'success',
        'failure',
      ]);
      expect(run.job('nightly-ok').conclusion).toBe('failure');
      expect(missingIn(pageOf(run.job('nightly-ok')), ['watch', 'failure'])).toEqual([]);
      expect(issues()).toEqual(['Watch of production: open']);
    }
    await writeFile(served, whole);
    const mended = await night();
    expect([endOf(mended), issues()]).toEqual(['success', ['Watch of production: closed']]);
  });

  it('is red where one of its jobs failed or was left out', async () => {
    const { team } = production;
    const manifest = await readFile(join(team.shop.folder, 'package.json'), 'utf8');
    await team.shop.commit('Let a gate pass what it should not', {
      'package.json': manifest.replace('"prove":"node --version"', '"prove":"node -e process.exit(1)"'),
    });
    const run = await night();
    expect([run.conclusion, ...endsOf(run, WATCHES)]).toEqual(['failure', 'success', 'success', 'success']);
    expect(missingIn(pageOf(run.job('nightly-ok')), ['prove', 'failure'])).toEqual([]);
    expect([team.github.unknownRoutes, team.github.faults]).toEqual([[], []]);
  });
});
