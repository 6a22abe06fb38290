import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { identityOf, systemProcesses } from '../ports/processes.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { waitUntil } from '../testing/wait-until.ts';
import { runContract } from './run-contract.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();
const secret = randomBytes(16).toString('hex');
const problem = { variable: 'TOKEN', message: 'Expected 40 characters.', remedy: 'Make a longer one.' };

async function contract(script: string): Promise<string> {
  const program = join(await temporaryFolder(), 'check-config.mjs');
  await writeFile(program, script);
  return program;
}

function says(answer: unknown, exitCode: number): string {
  return `console.log(${JSON.stringify(JSON.stringify(answer))}); process.exitCode = ${exitCode};`;
}

describe('an artifact’s configuration contract', () => {
  it('finds nothing when it passes', async () => {
    const program = await contract(says({ verdict: 'pass', problems: [] }, 0));
    expect(await runContract({ program, configuration: {} })).toEqual([]);
  });

  it('names the variable, what is wrong and what to do', async () => {
    const program = await contract(says({ verdict: 'fail', problems: [problem] }, 1));
    expect(await runContract({ program, configuration: { TOKEN: secret } })).toEqual([
      {
        code: 'configuration-invalid',
        place: 'TOKEN',
        message: problem.message,
        remedy: problem.remedy,
      },
    ]);
  });

  it('sees the configuration and nothing of the machine’s own environment', async () => {
    const program = await contract(`
      const names = Object.keys(process.env).filter((name) => name !== 'PATH');
      const problems = names.map((variable) => ({ variable, message: '', remedy: '' }));
      console.log(JSON.stringify({ verdict: 'fail', problems })); process.exitCode = 1;`);
    const findings = await runContract({ program, configuration: { TOKEN: secret } });
    expect(findings.map(({ place }) => place)).toEqual(['TOKEN']);
  });

  it.each<[string, string]>([
    ['prints nothing', ''],
    ['prints something else', 'console.log(process.env.TOKEN)'],
    ['prints JSON of another form', says({ ok: true }, 0)],
    ['prints a verdict that there isn’t', says({ verdict: 'maybe', problems: [] }, 0)],
    [
      'prints its verdict behind something else',
      `console.log('hm'); ${says({ verdict: 'pass', problems: [] }, 0)}`,
    ],
    ['passes with a problem', says({ verdict: 'pass', problems: [problem] }, 0)],
    ['fails without one', says({ verdict: 'fail', problems: [] }, 1)],
    ['passes and ends with a failure', says({ verdict: 'pass', problems: [] }, 1)],
    ['fails and ends well', says({ verdict: 'fail', problems: [problem] }, 0)],
    ['throws', 'throw new Error(process.env.TOKEN)'],
    ['is no program', '{{{'],
    [
      'passes and is killed',
      `${says({ verdict: 'pass', problems: [] }, 0)} process.kill(process.pid, 'SIGKILL');`,
    ],
  ])('that %s is an error that tells no value', async (_what, script) => {
    const program = await contract(script);
    const error: unknown = await runContract({ program, configuration: { TOKEN: secret } }).catch(
      (reason: unknown) => reason,
    );
    expect(error).toEqual(expect.objectContaining({ name: 'UserError', code: 'build-incomplete' }));
    expect(Error.isError(error) && error.message).not.toContain(secret);
  });

  it('that prints without end is stopped before it fills the memory', async () => {
    const note = join(await temporaryFolder(), 'pieces');
    const program = await contract(`
      const { writeFileSync } = process.getBuiltinModule('node:fs');
      let pieces = 0;
      function more() {
        writeFileSync(process.env.NOTE, String((pieces += 1)));
        process.stdout.write('x'.repeat(1024 * 1024), more);
      }
      more();`);
    await expect(runContract({ program, configuration: { NOTE: note } })).rejects.toThrow(/check-config/);
    expect(Number(await readFile(note, 'utf8'))).toBeLessThan(16);
  });

  it('that is not there is an error', async () => {
    const program = join(await temporaryFolder(), 'check-config.mjs');
    const missing = expect.objectContaining({ code: 'build-incomplete' });
    await expect(runContract({ program, configuration: {} })).rejects.toEqual(missing);
  });

  it.each<[string, string]>([
    ['goes on', `process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000);`],
    [
      'closes its output and goes on',
      `process.getBuiltinModule('node:fs').closeSync(1); setInterval(() => undefined, 1000);`,
    ],
  ])('that %s is not waited for without end', async (_what, script) => {
    const program = await contract(script);
    const began = performance.now();
    await expect(runContract({ program, configuration: {}, withinMs: 300 })).rejects.toThrow(/check-config/);
    expect(performance.now() - began).toBeLessThan(4000);
  });

  it('leaves nothing behind that it started', async () => {
    const note = join(await temporaryFolder(), 'pid');
    const program = await contract(`
      const { spawn } = process.getBuiltinModule('node:child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
      process.getBuiltinModule('node:fs').writeFileSync(process.env.NOTE, String(child.pid));
      child.unref();
      ${says({ verdict: 'fail', problems: [problem] }, 1)}`);
    expect(await runContract({ program, configuration: { NOTE: note } })).toHaveLength(1);
    const left = Number(await readFile(note, 'utf8'));
    await waitUntil(() => !systemProcesses.isAlive(identityOf(left)), 'what it started is gone');
  });
});
