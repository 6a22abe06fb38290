import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import {
  configurationHash,
  parseConfiguration,
  type Configuration,
} from '../configuration/environment-file.ts';
import { sampleProject } from './testing/sample-project.ts';
import { temporaryFolders } from '../testing/temporary-folder.ts';
import { configurationOf } from './configuration.ts';
import type { Environment, Project } from './project.ts';

jest.setTimeout(60_000);

const temporaryFolder = temporaryFolders();
const SECRETS = [
  { name: 'API_KEY', prefix: 'sk-' },
  { name: 'CLIENT_ID', suffix: ".it's.example" },
  { name: 'TOKEN' },
];
/** No database is started for an environment whose file names one. */
const DATABASE = 'DATABASE_URL=postgresql://own:own@127.0.0.1:1/own\n';

/** An environment whose own file holds `text`. */
async function environmentWith(
  text: string,
  wish: Parameters<typeof sampleProject>[1] = {},
): Promise<{ project: Project; environment: Environment; path: string; read: () => Promise<Configuration> }> {
  const project = await sampleProject(await temporaryFolder(), { secrets: SECRETS, ...wish });
  const [environment] = project.environments;
  if (environment === undefined) throw new Error('expected an environment');
  const path = project.home.configurationFile(environment.name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { mode: 0o644 });
  return { project, environment, path, read: async () => parseConfiguration(await readFile(path, 'utf8')) };
}

describe('an environment’s configuration', () => {
  it('has secrets that are made up once, long, in the form asked for, and never the same twice', async () => {
    const { project, environment, read } = await environmentWith(DATABASE);
    const first = await configurationOf(project, environment);
    expect(first['API_KEY']).toMatch(/^sk-[\w-]{43}$/);
    expect(first['CLIENT_ID']).toMatch(/^[\w-]{43}\.it's\.example$/);
    expect(first['TOKEN']).toMatch(/^[\w-]{43}$/);
    expect(await read()).toEqual(first);
    expect(await configurationOf(project, environment)).toEqual(first);
    const other = await environmentWith(DATABASE);
    expect((await configurationOf(other.project, other.environment))['TOKEN']).not.toBe(first['TOKEN']);
  });

  it('is one for commands that make the secrets up at the same time', async () => {
    const { project, environment } = await environmentWith(DATABASE);
    const made = await Promise.all([1, 2, 3].map(() => configurationOf(project, environment)));
    expect(new Set(made.map(configurationHash)).size).toBe(1);
  });

  it('keeps what the user wrote, an empty value and a missing end of line included', async () => {
    const text = `# mine\n${DATABASE}API_KEY=\nCLIENT_ID='my own'`;
    const { project, environment, path, read } = await environmentWith(text);
    const { TOKEN, ...rest } = await configurationOf(project, environment);
    expect(rest).toMatchObject({ API_KEY: '', CLIENT_ID: 'my own' });
    expect(TOKEN).toMatch(/^[\w-]{43}$/);
    expect(await read()).toMatchObject({ ...rest, TOKEN });
    expect((await readFile(path, 'utf8')).startsWith(`${text}\n`)).toBe(true);
  });

  it('leaves a complete file as it is', async () => {
    const text = `${DATABASE}API_KEY=a\nCLIENT_ID=b\nTOKEN=c`;
    const { project, environment, path } = await environmentWith(text);
    await configurationOf(project, environment);
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await readdir(dirname(path))).toEqual(['development.env']);
  });

  it('is closed to others once it holds secrets, even where the user’s file was open', async () => {
    const { project, environment, path } = await environmentWith(DATABASE);
    await chmod(path, 0o644);
    await configurationOf(project, environment);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(dirname(path))).toEqual(['development.env']);
  });

  it('has the policy’s open values, and the file’s over them', async () => {
    const { project, environment } = await environmentWith(`${DATABASE}LEVEL=file\n`, {
      secrets: [],
      configuration: { LEVEL: 'policy', NODE_ENV: 'development' },
    });
    expect(await configurationOf(project, environment)).toEqual({
      LEVEL: 'file',
      NODE_ENV: 'development',
      DATABASE_URL: 'postgresql://own:own@127.0.0.1:1/own',
    });
  });

  it.each([`${DATABASE}A='never closed\n`, `${DATABASE}A="never closed`])(
    'is refused, and its file left alone, when a quotation mark would swallow what is added: %j',
    async (text) => {
      const { project, environment, path } = await environmentWith(text);
      const error: unknown = await configurationOf(project, environment).catch((reason: unknown) => reason);
      expect(error).toEqual(expect.objectContaining({ name: 'UserError', code: 'configuration-invalid' }));
      expect(await readFile(path, 'utf8')).toBe(text);
      expect(await readdir(dirname(path))).toEqual(['development.env']);
    },
  );

  it('is refused when a value could not be handed to a program, which is not told', async () => {
    const configuration = { BANNER: 'sea\r\nwater' };
    const { project, environment } = await environmentWith(DATABASE, { configuration });
    const error: unknown = await configurationOf(project, environment).catch((reason: unknown) => reason);
    expect(error).toEqual(expect.objectContaining({ code: 'configuration-invalid' }));
    expect(String(error)).toContain('BANNER');
    expect(String(error)).not.toContain('water');
  });
});
