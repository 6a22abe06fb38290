import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PRELOAD_FILE, readSettings, SERVICE_FOLDER } from './settings.ts';

/**
 * An adapted artifact’s entry. It becomes `node --import adapter.mjs <the service’s entry>` by execve(2): the process stays
 * the one that is kept, and the service is its main program, whatever it looks at to know
 * (`require.main`, `import.meta.main`, `process.argv`).
 */
const release = import.meta.dirname;
const { entry, arguments: given, nodeFlags } = readSettings(release);
const service = join(release, SERVICE_FOLDER);
const preload = pathToFileURL(join(release, PRELOAD_FILE)).href;
const argv = [process.execPath, '--import', preload, ...nodeFlags, join(service, entry), ...given];
if (process.execve === undefined) throw new Error('expected a system with execve(2): Linux or macOS');
process.chdir(service);
process.execve(process.execPath, argv, { ...process.env, ADAPTED_PROCESS: String(process.pid) });
