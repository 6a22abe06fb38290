import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UserError } from '../errors.ts';
import { policyHash } from './hash.ts';
import { policySchemaText } from './json-schema.ts';
import { GATE_NAMES } from './known-gates.ts';
import { loadPolicy } from './load.ts';
import type { Policy } from './schema.ts';

const OURS = fileURLToPath(new URL('../../../.github/tidegate.yml', import.meta.url));

const SOUND = `version: 1
application:
  workspace: app
  entry: src/server.ts
  checkConfig: src/check-config.ts
  migrations: migrations
  schemaMin: 1
  smoke:
    - path: /
    - path: /health
local:
  portBase: 4100
deployment:
  readyWithin: 20s
  confirmWithin: 30s
  drain: 1500ms
  stopWithin: 10s
  keepReleases: 5
  lock: refuse
environments:
  - name: staging
    gates: [build, tests]
    nodeEnv: staging
    watch:
      window: 3s
      every: 250ms
      minSamples: 24
      maxErrorRatio: 0.01
      p99Limit: 1s
      p99Ratio: 2
      p99Floor: 300ms
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function load(text: string): Promise<Policy> {
  const path = join(folder, 'tidegate.yml');
  await writeFile(path, text);
  return loadPolicy(path);
}

/** The lines of the error's message, without the folder. */
async function mistakesIn(text: string): Promise<string[]> {
  const error: unknown = await load(text).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw new Error('expected a UserError', { cause: error });
  expect(error.code).toBe('policy-invalid');
  return error.message
    .split('\n')
    .slice(1)
    .map((line) => line.replace(`${folder}/`, ''));
}

/** The sound policy with texts replaced; each must be there. */
function changed(...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`nothing to change: ${from}`);
    return text.replace(from, to);
  }, SOUND);
}

const STAGING = SOUND.slice(SOUND.indexOf('  - name: staging'));

describe('a policy without mistakes', () => {
  it('is read with units, defaults and the order of its environments', async () => {
    const policy = await load(SOUND);
    expect(policy.deployment).toMatchObject({ drain: 1500, confirmWithin: 30_000, queueWithin: 600_000 });
    expect(policy.application.smoke[0]).toEqual({ path: '/', method: 'GET', status: 200 });
    expect(policy.environments[0]).toMatchObject({
      approval: false,
      watch: { every: 250, significance: 0.01 },
    });
  });

  it('is the one of this repository', async () => {
    const policy = await loadPolicy(OURS);
    expect(policy.environments.map(({ name, approval }) => [name, approval])).toEqual([
      ['development', false],
      ['staging', false],
      ['production', true],
    ]);
  });

  it('has a JSON Schema that is up to date beside it', async () => {
    const committed = await readFile(join(OURS, '../tidegate.schema.json'), 'utf8');
    expect(committed).toBe(policySchemaText());
  });
});

describe('mistakes', () => {
  it('are found behind an alias, at what it stands for', async () => {
    const second = `  - name: production
    gates: [build]
    nodeEnv: production
    watch: *watch
`;
    const text = `${changed(['watch:', 'watch: &watch'], ['every: 250ms', 'every: 4s'])}${second}`;
    const lines = await mistakesIn(text);
    expect(lines.map((line) => line.split(': ')[0])).toEqual(['tidegate.yml:26:14', 'tidegate.yml:26:14']);
  });

  it('are all reported at once, each with its line and column', async () => {
    const text = changed(
      ['schemaMin: 1', 'schemaMin: one'],
      ['    - path: /health', '    - path: health'],
      ['portBase: 4100', 'portBase: 80'],
      ['readyWithin: 20s', 'readyWithin: 20'],
      ['  keepReleases: 5\n', '  keepReleases: 5\n  keepReleases: 6\n'],
      ['lock: refuse', 'lock: wait'],
      ['gates: [build, tests]', 'gates: [build, test]'],
      ['nodeEnv: staging', 'nodeEvn: staging'],
      ['every: 250ms', 'every: 5s'],
      ['p99Floor: 300ms', 'p99Floor: 2s'],
    );
    const lines = await mistakesIn(text);
    expect(lines.map((line) => /^tidegate\.yml:\d+:\d+: (?:expected|\S+)/.exec(line)?.[0])).toEqual([
      'tidegate.yml:7:14: application.schemaMin:',
      'tidegate.yml:10:13: application.smoke[1].path:',
      'tidegate.yml:12:13: local.portBase:',
      'tidegate.yml:14:16: deployment.readyWithin:',
      'tidegate.yml:19:3: expected',
      'tidegate.yml:20:9: deployment.lock:',
      'tidegate.yml:22:5: environments[0].nodeEnv:',
      'tidegate.yml:23:20: environments[0].gates[1]:',
      'tidegate.yml:24:5: environments[0].nodeEvn:',
      'tidegate.yml:27:14: environments[0].watch.every:',
      'tidegate.yml:32:17: environments[0].watch.p99Floor:',
    ]);
  });

  it.each([
    {
      what: 'a wrong type',
      change: ['schemaMin: 1', 'schemaMin: one'] as const,
      line: 'tidegate.yml:7:14: application.schemaMin: expected a number; found "one". Correct it: The oldest schema version that this code runs on.',
    },
    {
      what: 'an unknown key',
      change: ['  portBase: 4100', '  portbase: 4100\n  portBase: 4100'] as const,
      line: 'tidegate.yml:12:3: local.portbase: expected one of portBase, secrets, tolerates, checklist; found the unknown key "portbase". Did you mean "portBase"?',
    },
    {
      what: 'a missing value, at what should hold it',
      change: ['  portBase: 4100', '  secrets: []'] as const,
      line: 'tidegate.yml:11:1: local.portBase: expected a number; found nothing. Add it: The first environment’s port; the others count up from it.',
    },
    {
      what: 'a value left empty',
      change: ['  portBase: 4100', '  portBase:'] as const,
      line: 'tidegate.yml:12:12: local.portBase: expected a number; found nothing. Add it: The first environment’s port; the others count up from it.',
    },
    {
      what: 'a mistyped gate',
      change: ['[build, tests]', '[build, tsets]'] as const,
      line: `tidegate.yml:22:20: environments[0].gates[1]: expected one of the gates ${GATE_NAMES.join(', ')}; found "tsets". Did you mean "tests"?`,
    },
    {
      what: 'a gate unlike any other',
      change: ['[build, tests]', '[benchmark]'] as const,
      line: `tidegate.yml:22:13: environments[0].gates[0]: expected one of the gates ${GATE_NAMES.join(', ')}; found "benchmark". Remove it.`,
    },
  ])('say what was expected, what was found and what to do: $what', async ({ change, line }) => {
    expect(await mistakesIn(changed(change))).toEqual([line]);
  });

  it.each<{ what: string; changes: [string, string][]; at: string }>([
    {
      what: 'two environments of one name',
      changes: [[STAGING, STAGING + STAGING]],
      at: '32:11: environments[1].name',
    },
    {
      what: 'a gate twice',
      changes: [['[build, tests]', '[build, build]']],
      at: '22:20: environments[0].gates[1]',
    },
    {
      what: 'a smoke probe twice',
      changes: [['- path: /health', '- path: /']],
      at: '10:7: application.smoke[1]',
    },
    {
      what: 'a look longer than the window',
      changes: [['every: 250ms', 'every: 4s']],
      at: '26:14: environments[0].watch.every',
    },
    {
      what: 'more samples than the probes give',
      changes: [['minSamples: 24', 'minSamples: 25']],
      at: '27:19: environments[0].watch.minSamples',
    },
    {
      what: 'a floor over the limit',
      changes: [['p99Floor: 300ms', 'p99Floor: 1001ms']],
      at: '31:17: environments[0].watch.p99Floor',
    },
    {
      what: 'a confirmation before the watch is over',
      changes: [['confirmWithin: 30s', 'confirmWithin: 12999ms']],
      at: '15:18: deployment.confirmWithin',
    },
    {
      what: 'a drain that the kill cuts off',
      changes: [['stopWithin: 10s', 'stopWithin: 1499ms']],
      at: '16:10: deployment.drain',
    },
    {
      what: 'a significance of nothing',
      changes: [['p99Floor: 300ms', 'p99Floor: 300ms\n      significance: 0']],
      at: '32:21: environments[0].watch.significance',
    },
    {
      what: 'a significance of a coin',
      changes: [['p99Floor: 300ms', 'p99Floor: 300ms\n      significance: 0.5']],
      at: '32:21: environments[0].watch.significance',
    },
    {
      what: 'looking all the time',
      changes: [['every: 250ms', 'every: 0s']],
      at: '26:14: environments[0].watch.every',
    },
    {
      what: 'a duration longer than timers can wait',
      changes: [['confirmWithin: 30s', 'confirmWithin: 600h']],
      at: '15:18: deployment.confirmWithin',
    },
    {
      what: 'a path out of the repository',
      changes: [['workspace: app', 'workspace: ../app']],
      at: '3:14: application.workspace',
    },
    { what: 'no gates', changes: [['[build, tests]', '[]']], at: '22:12: environments[0].gates' },
  ])('are found among values that are right each on its own: $what', async ({ changes, at }) => {
    const lines = await mistakesIn(changed(...changes));
    expect(lines.map((line) => line.slice(0, `tidegate.yml:${at}:`.length))).toEqual([`tidegate.yml:${at}:`]);
  });

  it('are found where the last environment’s port would be beyond the last port', async () => {
    const many = Array.from({ length: 537 }, (_, i) => STAGING.replace('name: staging', `name: e${i}`)).join(
      '',
    );
    expect(await mistakesIn(changed([STAGING, many], ['portBase: 4100', 'portBase: 65000']))).toEqual([
      'tidegate.yml:12:13: local.portBase: expected at most 64999: 537 environments count up from it; found 65000. Lower it.',
    ]);
  });

  it.each([
    ['an unclosed list', changed(['[build, tests]', '[build, tests'])],
    ['a tab', changed(['  drain', '\tdrain'])],
    ['two documents', `${SOUND}---\n${SOUND}`],
    ['an alias of nothing', changed(['4100', '*port'])],
    ['an unknown tag', changed(['4100', '!port 4100'])],
  ])('of syntax are reported with their place: %s', async (_, text) => {
    const lines = await mistakesIn(text);
    expect(lines[0]).toMatch(/^tidegate\.yml:\d+:\d+: expected YAML, found a mistake: /);
  });

  it.each([
    ['an empty file', ''],
    ['a list', '- version: 1'],
    ['a word', 'policy'],
  ])('are reported for %s', async (_, text) => {
    expect(await mistakesIn(text)).toEqual([
      expect.stringMatching(/^tidegate\.yml:1:1: .* a mapping; found /),
    ]);
  });

  it('are reported for a file that is not there', async () => {
    await expect(loadPolicy(join(folder, 'none.yml'))).rejects.toMatchObject({
      code: 'policy-invalid',
    });
  });
});

describe('the hash of a policy', () => {
  it('names what it says, not how it is written', async () => {
    const hash = policyHash(await load(SOUND));
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    const rewritten = changed([
      'drain: 1500ms\n  stopWithin: 10s',
      'stopWithin: 10000ms # ten\n  drain: 1.5s',
    ]);
    expect(policyHash(await load(rewritten))).toBe(hash);
  });

  it.each([
    ['a limit', ['p99Limit: 1s', 'p99Limit: 2s']],
    ['a gate', ['[build, tests]', '[build]']],
    ['the order of gates', ['[build, tests]', '[tests, build]']],
  ] as const)('changes with %s', async (_, change) => {
    expect(policyHash(await load(changed(change)))).not.toBe(policyHash(await load(SOUND)));
  });
});
