/** `node serve.ts <folder>`: ensures the folder's server, gives it a database and prints what a caller gets. */
import { ensureDatabase } from '../embedded/ensure-database.ts';
import { ensureServer } from '../embedded/server.ts';

const [folder = ''] = process.argv.slice(2);
const server = await ensureServer({ folder });
const url = await ensureDatabase({ server, name: 'dev' });
console.log(JSON.stringify({ pid: server.pid, port: server.port, url, uid: process.getuid?.() }));
