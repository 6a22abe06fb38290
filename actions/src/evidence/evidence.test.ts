import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parseDigest, releaseOf, type Digest } from '../release/release.ts';
import type { Verdict, VerdictKind } from '../verdict/verdict.ts';
import { judgeEvidence, type RequiredGate } from './judge.ts';
import { makeStatement, type GateStatement } from './statement.ts';
import { readEvidence, writeEvidence } from './store.ts';
import type { ToleratedGate } from './tolerate.ts';

const digest = digestOf();
const policyHash = digestOf();
const configHash = digestOf();
const REQUIRED: RequiredGate[] = [
  { gate: 'build', boundTo: 'artifact' },
  { gate: 'tests', boundTo: 'artifact' },
  { gate: 'config', boundTo: 'configuration' },
];

const parent = await mkdtemp(join(tmpdir(), 'evidence-'));
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(parent, 'e-'));
});
afterAll(async () => {
  await rm(parent, { recursive: true, force: true });
});

function digestOf(): Digest {
  return parseDigest(randomBytes(32).toString('hex'))!;
}

function verdict(kind: VerdictKind): Verdict {
  const reasonCode = { pass: 'passed', fail: 'tests-failed', unproven: 'no-tests-ran' } as const;
  return { kind, reasonCode: reasonCode[kind], summary: `It is ${kind}.`, findings: [], facts: { tests: 3 } };
}

function statement(
  gate: string,
  changes: {
    kind?: VerdictKind;
    digest?: Digest;
    environment?: string;
    configHash?: string;
    policyHash?: string;
    replaces?: Digest | null;
  } = {},
): GateStatement {
  const { kind = 'pass', digest: about = digest, ...rest } = changes;
  return makeStatement({
    gate,
    release: releaseOf({ version: '1.2.3', commit: 'ab'.repeat(20), digest: about }),
    verdict: verdict(kind),
    policyHash,
    startedAt: '2026-01-02T03:04:05.000Z',
    finishedAt: '2026-01-02T03:04:06.000Z',
    ...rest,
  });
}

const CONFIG = { environment: 'staging', configHash };

async function write(...statements: readonly GateStatement[]): Promise<void> {
  for (const one of statements) await writeEvidence({ folder, statement: one });
}

async function writeComplete(): Promise<void> {
  await write(statement('build'), statement('tests'), statement('config', CONFIG));
}

/** Puts text where the evidence of a gate is looked for. */
async function plant(name: string, content: unknown): Promise<void> {
  await mkdir(join(folder, digest), { recursive: true });
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  await writeFile(join(folder, digest, `${name}.json`), text);
}

async function judge(
  required = REQUIRED,
  replaces: Digest | null = null,
  tolerates: readonly ToleratedGate[] = [],
): Promise<Verdict> {
  const statements = await readEvidence({ folder, digest });
  const facts = { environment: 'staging', policyHash, configHash, replaces, tolerates };
  return judgeEvidence({ required, statements, digest, ...facts });
}

describe('evidence on disk', () => {
  it('is an in-toto statement about the digest, one file a gate', async () => {
    await writeComplete();
    expect((await readdir(join(folder, digest))).toSorted()).toEqual([
      'build.json',
      'config@staging.json',
      'tests.json',
    ]);
    const written = JSON.parse(await readFile(join(folder, digest, 'build.json'), 'utf8')) as unknown;
    expect(written).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: `1.2.3-abababa-${digest.slice(0, 8)}`, digest: { sha256: digest } }],
      predicateType: 'https://tidegate.dev/gate/v1',
      predicate: { gate: 'build', verdict: 'pass', policyHash, facts: { tests: 3 } },
    });
  });

  it('is replaced whole by what the gate says next, without leaving drafts', async () => {
    await writeComplete();
    await Promise.all(
      ['pass', 'fail', 'unproven'].map((kind) => write(statement('tests', { kind: kind as VerdictKind }))),
    );
    expect(await readdir(join(folder, digest))).toHaveLength(3);
    const [tests] = (await readEvidence({ folder, digest })).filter(({ name }) => name === 'tests');
    expect(tests?.content).toMatchObject({ predicate: { gate: 'tests' } });
  });

  it('leaves no draft when it can’t be put in its place', async () => {
    await mkdir(join(folder, digest, 'build.json', 'in-the-way'), { recursive: true });
    await expect(write(statement('build'))).rejects.toThrow();
    expect(await readdir(join(folder, digest))).toEqual(['build.json']);
  });

  it('is none for a digest that no gate looked at', async () => {
    expect(await readEvidence({ folder, digest })).toEqual([]);
  });

  it.each(['../build', 'build/x', '', 'Build', 'a@b'])('is not written for a gate called %j', (gate) => {
    expect(() => statement(gate)).toThrow();
    expect(() => statement('config', { ...CONFIG, environment: gate })).toThrow();
  });
});

describe('judging the evidence', () => {
  it('passes on the complete set', async () => {
    await writeComplete();
    expect(await judge()).toMatchObject({
      kind: 'pass',
      reasonCode: 'passed',
      findings: [],
      facts: { evidence: { build: 'pass', tests: 'pass', 'config@staging': 'pass' } },
    });
  });

  it('does not look at evidence that nobody requires', async () => {
    await writeComplete();
    await write(statement('config', { ...CONFIG, environment: 'production', kind: 'fail' }));
    await plant('extra', 'not JSON');
    expect((await judge()).kind).toBe('pass');
  });

  it('proves nothing where no gate is required', async () => {
    expect(await judge([])).toMatchObject({ kind: 'unproven', reasonCode: 'nothing-examined' });
  });

  it('finds all that is missing at once', async () => {
    await write(statement('tests'));
    const { kind, reasonCode, findings } = await judge();
    expect({ kind, reasonCode }).toEqual({ kind: 'unproven', reasonCode: 'evidence-missing' });
    expect(findings.map(({ place }) => place)).toEqual(['build', 'config@staging']);
  });

  it('takes no other environment’s evidence for a gate that looks at the configuration', async () => {
    await write(
      statement('build'),
      statement('tests'),
      statement('config', { ...CONFIG, environment: 'production' }),
    );
    expect((await judge()).reasonCode).toBe('evidence-missing');
  });

  it.each([
    ['fail', 'fail', 'gate-failed'],
    ['unproven', 'unproven', 'gate-unproven'],
  ] as const)('a gate that says %s makes it %s', async (said, kind, reasonCode) => {
    await writeComplete();
    await write(statement('tests', { kind: said }));
    expect(await judge()).toMatchObject({ kind, reasonCode });
  });

  it('puts a failed gate before whatever else is wrong, and lists both', async () => {
    await write(statement('tests', { kind: 'fail' }));
    const { kind, reasonCode, findings } = await judge();
    expect({ kind, reasonCode }).toEqual({ kind: 'fail', reasonCode: 'gate-failed' });
    expect(findings.map(({ code }) => code)).toEqual(['evidence-missing', 'gate-failed', 'evidence-missing']);
  });

  it.each([
    ['made under another policy', statement('tests', { policyHash: digestOf() }), 'tests'],
    [
      'made for another configuration',
      statement('config', { ...CONFIG, configHash: digestOf() }),
      'config@staging',
    ],
    ['made for no configuration', statement('config', { environment: 'staging' }), 'config@staging'],
  ])('evidence %s is stale', async (_, stale, name) => {
    await writeComplete();
    await plant(name, stale);
    expect(await judge()).toMatchObject({ kind: 'unproven', reasonCode: 'evidence-stale' });
  });

  const good = statement('tests');
  it.each<[string, unknown]>([
    ['about another digest', statement('tests', { digest: digestOf() })],
    ['of another gate under its name', statement('build')],
    ['of an environment where it is for all', statement('tests', CONFIG)],
    ['of another version of the predicate', { ...good, predicateType: 'https://tidegate.dev/gate/v2' }],
    ['of another kind of statement', { ...good, _type: 'https://in-toto.io/Statement/v0.1' }],
    ['about two artifacts', { ...good, subject: [...good.subject, ...good.subject] }],
    ['about nothing', { ...good, subject: [] }],
    ['with a verdict that nobody knows', { ...good, predicate: { ...good.predicate, verdict: 'passed' } }],
    [
      'whose verdict was changed',
      {
        ...statement('tests', { kind: 'fail' }),
        predicate: { ...statement('tests', { kind: 'fail' }).predicate, verdict: 'pass' },
      },
    ],
    [
      'that ended before it began',
      { ...good, predicate: { ...good.predicate, finishedAt: '2025-01-01T00:00:00.000Z' } },
    ],
    ['with something added', { ...good, predicate: { ...good.predicate, trusted: true } }],
    ['with something left out', { ...good, predicate: { ...good.predicate, policyHash: undefined } }],
    ['that is cut off', JSON.stringify(good).slice(0, -10)],
    ['that is empty', ''],
    ['that is null', null],
  ])('evidence %s is invalid', async (_, content) => {
    await writeComplete();
    await plant('tests', content);
    expect(await judge()).toMatchObject({ kind: 'unproven', reasonCode: 'evidence-invalid' });
  });

  describe('where the policy tolerates that tests says unproven for want of tests', () => {
    const tolerates = [
      { gate: 'tests', reasonCode: 'no-tests-ran', reason: 'There is no browser on this machine.' } as const,
    ];

    it('passes, and says so', async () => {
      await writeComplete();
      await write(statement('tests', { kind: 'unproven' }));
      const { kind, summary, facts } = await judge(REQUIRED, null, tolerates);
      expect([kind, facts['evidence']]).toEqual([
        'pass',
        { build: 'pass', tests: 'tolerated', 'config@staging': 'pass' },
      ]);
      expect(summary).toMatch(/tests could not look \(no-tests-ran\).*There is no browser/);
    });

    it.each<[string, unknown, VerdictKind]>([
      ['tests says fail', statement('tests', { kind: 'fail' }), 'fail'],
      [
        'it was looked at under another policy',
        statement('tests', { kind: 'unproven', policyHash: digestOf() }),
        'unproven',
      ],
      [
        'it is about another digest',
        statement('tests', { kind: 'unproven', digest: digestOf() }),
        'unproven',
      ],
      ['it is no statement', { verdict: 'unproven' }, 'unproven'],
    ])('does not where %s', async (_, content, kind) => {
      await writeComplete();
      await plant('tests', content);
      expect((await judge(REQUIRED, null, tolerates)).kind).toBe(kind);
    });

    it('does not where there is no evidence, another gate is unproven, or the reason is another', async () => {
      await write(statement('build'), statement('config', CONFIG));
      expect((await judge(REQUIRED, null, tolerates)).kind).toBe('unproven');
      await write(statement('tests'), statement('build', { kind: 'unproven' }));
      expect((await judge(REQUIRED, null, tolerates)).kind).toBe('unproven');
      await write(statement('build'), statement('tests', { kind: 'unproven' }));
      const forAnother = tolerates.map((one) => ({ ...one, reasonCode: 'source-differs' as const }));
      expect((await judge(REQUIRED, null, forAnother)).kind).toBe('unproven');
    });
  });

  it('of a pair is for replacing just the release that serves', async () => {
    const PAIR: RequiredGate[] = [{ gate: 'rehearsal', boundTo: 'pair' }];
    const [serves, served] = ['1', '2'].map((digit) => digit.repeat(64) as Digest);
    await write(statement('rehearsal', { ...CONFIG, replaces: serves ?? null }));
    expect(await judge(PAIR, serves)).toMatchObject({ kind: 'pass' });
    for (const other of [served, null])
      expect(await judge(PAIR, other)).toMatchObject({ kind: 'unproven', reasonCode: 'evidence-stale' });
    await write(statement('rehearsal', CONFIG));
    expect(await judge(PAIR, serves)).toMatchObject({ kind: 'unproven', reasonCode: 'evidence-stale' });
  });

  it('needs every piece to hold where there are several for one gate', async () => {
    await writeComplete();
    const statements = await readEvidence({ folder, digest });
    const contradicting = {
      name: 'tests',
      place: 'elsewhere',
      content: statement('tests', { kind: 'fail' }),
      sha256: digestOf(),
    };
    for (const all of [
      [contradicting, ...statements],
      [...statements, contradicting],
    ]) {
      const facts = {
        required: REQUIRED,
        digest,
        environment: 'staging',
        policyHash,
        configHash,
        replaces: null,
      };
      expect(judgeEvidence({ ...facts, statements: all }).kind).toBe('fail');
    }
  });
});
