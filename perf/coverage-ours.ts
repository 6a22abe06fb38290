import { basename, dirname } from 'node:path';
import { readReports } from '../actions/src/coverage/reports.ts';
import { totalsOfFiles } from '../actions/src/coverage/totals.ts';

/** Reads and merges one report, and prints the lines that it comes to. */
const path = process.argv[2] ?? '';
const { files } = await readReports({ folder: dirname(path), globs: [basename(path)], format: 'auto' });
console.log(JSON.stringify(totalsOfFiles([...files.values()]).lines));
