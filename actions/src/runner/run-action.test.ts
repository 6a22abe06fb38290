import { randomBytes } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, jest } from '@jest/globals';
import { statementSchema } from '../evidence/statement.ts';
import { policyHash } from '../policy/hash.ts';
import { loadPolicy } from '../policy/load.ts';
import { runStep, type StepEnding } from '../prove/run-step.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();
const program = fileURLToPath(new URL('testing/sample-action.ts', import.meta.url));
const digest = 'ab'.repeat(32);
const POLICY = fileURLToPath(new URL('../../../.github/tidegate.yml', import.meta.url));

async function run(inputs: Record<string, string>, workspace?: string): Promise<StepEnding> {
  return runStep({ program, inputs, workspace: workspace ?? (await temporaryFolder()) });
}

function resultIn({ outputs }: StepEnding): Record<string, unknown> {
  return JSON.parse(outputs['result'] ?? '') as Record<string, unknown>;
}

describe('a gate’s action', () => {
  it.each([
    [{ proven: 'true' }, 'pass', 'passed', 0],
    [{ find: 'one\ntwo' }, 'fail', 'tests-failed', 3],
    [{}, 'unproven', 'nothing-examined', 6],
  ])('given %j sets all its outputs, and says %s', async (inputs, verdict, reasonCode, exitCode) => {
    const ending = await run(inputs);
    expect(ending).toMatchObject({ exitCode, outputs: { verdict, 'reason-code': reasonCode, evidence: '' } });
    expect(resultIn(ending)).toMatchObject({
      version: 1,
      action: 'sample',
      verdict,
      reasonCode,
      findingsCut: 0,
    });
    expect(ending.outputs['found']).toBe('find' in inputs ? '2' : '0');
    expect(ending.summary).toContain(`sample: ${verdict}`);
  });

  it.each([
    ['mendable', 'nothing-examined', 3],
    ['bug', 'internal-error', 1],
  ])('that breaks (%s) is unproven, and still sets all its outputs', async (how, reasonCode, exitCode) => {
    const ending = await run({ break: how, proven: 'true' });
    expect(ending).toMatchObject({
      exitCode,
      outputs: { verdict: 'unproven', 'reason-code': reasonCode, found: '', evidence: '' },
    });
    expect(resultIn(ending)).toMatchObject({ verdict: 'unproven', reasonCode });
    const errors = ending.commands.filter(({ name }) => name === 'error');
    expect(errors).toMatchObject([{ message: expect.stringContaining(`(${reasonCode}) `) }]);
    expect(ending.log.includes('TypeError: something of ours\n')).toBe(how === 'bug');
  });

  it('names every mistaken input at once, unknown ones with what was meant', async () => {
    const ending = await run({ prooven: 'true', proven: 'yes', 'artifact-digest': 'abc' });
    expect(ending).toMatchObject({
      exitCode: 2,
      outputs: { verdict: 'unproven', 'reason-code': 'inputs-invalid' },
    });
    for (const told of [
      /prooven: .*Did you mean proven\?/,
      /\nproven: expected true or false/,
      /artifact-digest: expected a sha256/,
    ])
      expect(ending.log).toMatch(told);
  });

  it('takes an empty input for one that was not given', async () => {
    expect(await run({ proven: '', find: ' \n' })).toMatchObject({ outputs: { verdict: 'unproven' } });
  });

  it('points at the lines, at ten of them, and counts those that it left out', async () => {
    const find = Array.from({ length: 13 }, (_, index) => `number ${index}, 100 %`);
    const ending = await run({ find: find.join('\n') });
    const errors = ending.commands.filter(({ name }) => name === 'error');
    expect(errors).toHaveLength(10);
    expect(errors[0]).toEqual({
      name: 'error',
      message: 'number 0, 100 %',
      properties: { file: 'a,b.ts', line: '3' },
    });
    expect(ending.summary).toContain('3 more annotations');
  });

  it('writes evidence about the artifact that it is given, bound to what was demanded', async () => {
    const workspace = await temporaryFolder();
    const given = { 'artifact-digest': `sha256:${digest}`, release: '1.2.3-abcdef0-abababab' };
    const hashes = await Promise.all(
      [{ proven: 'true' }, { proven: 'true' }, {}].map(async (inputs, index) => {
        const ending = await run({ ...given, ...inputs, evidence: `evidence/${index}` }, workspace);
        const statement = statementSchema.parse(
          JSON.parse(await readFile(join(workspace, ending.outputs['evidence'] ?? ''), 'utf8')),
        );
        expect(statement.subject).toEqual([{ name: given.release, digest: { sha256: digest } }]);
        expect(statement.predicate).toMatchObject({ gate: 'sample', verdict: ending.outputs['verdict'] });
        return statement.predicate.policyHash;
      }),
    );
    expect(hashes[0]).toBe(hashes[1]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });

  it('writes the policy’s hash into its evidence where one is named, and nothing where it is mistaken', async () => {
    const workspace = await temporaryFolder();
    await cp(POLICY, join(workspace, 'tidegate.yml'));
    const inputs = { 'artifact-digest': digest, proven: 'true', policy: 'tidegate.yml' };
    const { outputs } = await run(inputs, workspace);
    const text = await readFile(join(workspace, outputs['evidence'] ?? ''), 'utf8');
    expect(statementSchema.parse(JSON.parse(text)).predicate.policyHash).toBe(
      policyHash(await loadPolicy(POLICY)),
    );
    await writeFile(join(workspace, 'tidegate.yml'), 'version: 2');
    expect(await run(inputs, workspace)).toMatchObject({
      exitCode: 2,
      outputs: { verdict: 'unproven', 'reason-code': 'policy-invalid', evidence: '' },
    });
  });

  it('keeps what it masked out of its output', async () => {
    const hide = randomBytes(12).toString('hex');
    const { commands } = await run({ hide, proven: 'true' });
    expect(commands[0]).toEqual({ name: 'add-mask', properties: {}, message: hide });
  });
});
