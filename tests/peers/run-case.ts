import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { systemFiles } from '../../actions/src/ports/files.ts';
import type { InstalledPeers } from './installed-peers.ts';
import { json, withService, type Service } from './loopback.ts';
import type { Call, PeerCase } from './peer-case.ts';
import type { Result } from './results.ts';

interface Ended {
  readonly exitCode: number;
  /** Both streams, without colours. */
  readonly text: string;
}

const WITHIN_MS = 120_000;
/** Words by which a peer tells that it could not look from that it found something. */
const COULD_NOT_LOOK = [/^audit endpoint returned an error$/, /^Unable to process the JSON buffer string/];

/** A case that is no case of a registry has none. */
const NO_SERVICE: Service = () => json({ error: 'nothing is to be asked here' }, 501);

/** Runs a peer on a defect, and again without it: what ends the same way both times is no verdict on the defect. */
export async function runCase(
  about: { row: string; trigger: string },
  { peer, call, contrast, said }: PeerCase,
  installed: InstalledPeers,
): Promise<Result> {
  const ended = await runCall(call, installed);
  const other = await runCall({ ...call, ...contrast }, installed);
  if ((ended.exitCode === 0) === (other.exitCode === 0)) {
    throw new Error(
      `${about.row}, ${peer}: with the defect it ended with ${ended.exitCode}, without it with ${other.exitCode}; expected one of them to be 0.\n${ended.text}\n${other.text}`,
    );
  }
  const [all, group = all] = said.exec(ended.text) ?? [];
  if (group === undefined) throw new Error(`${about.row}, ${peer}: expected ${said}; found:\n${ended.text}`);
  const words = group.replaceAll(/\s+/g, ' ').trim();
  return {
    ...about,
    peer,
    version: await versionOf(peer, installed.folder),
    verdict: verdictOf(ended.exitCode, words),
    exitCode: ended.exitCode,
    said: words,
  };
}

function verdictOf(exitCode: number, said: string): Exclude<Result['verdict'], 'not on npm'> {
  if (exitCode === 0) return 'passes';
  return COULD_NOT_LOOK.some((words) => words.test(said)) ? 'says it could not look' : 'fails';
}

async function runCall(call: Call, installed: InstalledPeers): Promise<Ended> {
  const place = join(installed.folder, 'case');
  try {
    await writeFiles(place, call.files);
    return await withService(call.service ?? NO_SERVICE, (url) =>
      runCommand(call, { ...installed, place, url }),
    );
  } finally {
    await systemFiles.removeTree(place);
  }
}

async function runCommand(
  { command, variables }: Call,
  { folder, stopped, place, url }: InstalledPeers & { place: string; url: string },
): Promise<Ended> {
  const [program, ...args] = command.map((part) => part.replace('{drivers}', join(folder, 'drivers')));
  const ended = await execa(program ?? '', args, {
    cwd: place,
    extendEnv: false,
    env: {
      // The peers' own npm and yarn before this Node.js, and both before the machine's.
      PATH: [join(folder, 'node_modules/.bin'), dirname(process.execPath), process.env['PATH']].join(
        delimiter,
      ),
      HOME: join(folder, 'home'),
      NO_COLOR: '1',
      npm_config_registry: url,
      npm_config_cache: join(folder, 'home/npm-cache'),
      npm_config_update_notifier: 'false',
      YARN_NPM_REGISTRY_SERVER: url,
      YARN_GLOBAL_FOLDER: join(folder, 'home/yarn'),
      BARECHECK_API_URL: url,
      ...variables,
    },
    reject: false,
    all: true,
    stdin: 'ignore',
    timeout: WITHIN_MS,
    cancelSignal: stopped,
  });
  if (ended.exitCode === undefined)
    throw new Error(`${command.join(' ')} did not end by itself.\n${ended.all}`);
  return { exitCode: ended.exitCode, text: stripVTControlCharacters(ended.all) };
}

async function writeFiles(place: string, files: Call['files']): Promise<void> {
  await mkdir(place);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(place, path)), { recursive: true });
    await writeFile(join(place, path), text);
  }
}

async function versionOf(peer: string, folder: string): Promise<string> {
  const text = await readFile(join(folder, 'node_modules', peer, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
