/** `node migrate.ts <folder>` <url>: runs the migrations. */
import { runMigrations } from '../migrations/run.ts';

const [databaseUrl = '', folder = ''] = process.argv.slice(2);
await runMigrations({ databaseUrl, folder });
