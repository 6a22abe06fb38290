import { describe, expect, it } from '@jest/globals';
import { startCommand } from './start-command.ts';

function read(start: string, more: Record<string, string> = {}): ReturnType<typeof startCommand> {
  return startCommand({ start, ...more });
}

describe('a start script', () => {
  it.each<[string, object]>([
    ['node server.js', { program: { kind: 'file', name: 'server.js' }, arguments: [] }],
    ['node .', { program: { kind: 'file', name: '.' } }],
    ['node dist/main', { program: { kind: 'file', name: 'dist/main' } }],
    ['node server.js --port 3000 "a b"', { arguments: ['--port', '3000', 'a b'] }],
    [
      'node -r dotenv/config --max-old-space-size=512 server.js --verbose',
      { nodeFlags: ['-r', 'dotenv/config', '--max-old-space-size=512'], arguments: ['--verbose'] },
    ],
    [
      'node --watch --inspect=9229 --env-file=.env server.js',
      { nodeFlags: [], program: { kind: 'file', name: 'server.js' } },
    ],
    ['nodemon --ext ts src/index.ts', { program: { kind: 'file', name: 'src/index.ts' } }],
    ['tsx src/index.ts', { program: { kind: 'file', name: 'src/index.ts' }, nodeFlags: [] }],
    ['./bin/www', { program: { kind: 'file', name: './bin/www' } }],
    [
      'json-server --watch db.json',
      { program: { kind: 'command', name: 'json-server' }, arguments: ['--watch', 'db.json'] },
    ],
    [
      'npx json-server db.json',
      { program: { kind: 'command', name: 'json-server' }, arguments: ['db.json'] },
    ],
    ['NODE_ENV=production PORT=80 node a.js', { environment: { NODE_ENV: 'production', PORT: '80' } }],
    [
      'cross-env LEVEL=info node a.js',
      { environment: { LEVEL: 'info' }, program: { kind: 'file', name: 'a.js' } },
    ],
  ])('%j is read as it is meant', (script, expected) => {
    expect(read(script)).toMatchObject(expected);
  });

  it('is followed into other scripts, and what they do before is kept', () => {
    const scripts = {
      compile: 'tsc',
      serve: 'A=1 node dist/x.js',
      prestart: 'npm run clean',
      clean: 'rm -rf dist',
    };
    expect(read('npm run compile && B=2 yarn serve', scripts)).toMatchObject({
      program: { kind: 'file', name: 'dist/x.js' },
      environment: { A: '1', B: '2' },
      before: ['prestart', 'compile'],
    });
  });

  it.each([
    'node a.js | pino-pretty',
    'node a.js > log',
    'node $ENTRY',
    'node',
    'npm run start',
    '(cd x && node y.js)',
  ])('%j, which only a shell understands, is not guessed at', (script) => {
    expect(read(script)).toBeUndefined();
  });

  it('that is not there says nothing', () => {
    expect(startCommand({})).toBeUndefined();
  });
});
