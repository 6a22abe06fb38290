import { writeFileSync } from 'node:fs';

/** For `node --import`: writes the process's peak resident memory, in KiB, to the file that `PEAK_MEMORY_FILE` names. */
const file = process.env['PEAK_MEMORY_FILE'];
// Programs that this one starts shall not write over it.
delete process.env['PEAK_MEMORY_FILE'];
if (file !== undefined) {
  process.on('exit', () => {
    writeFileSync(file, String(process.resourceUsage().maxRSS));
  });
}
