/** `node count-up.ts <folder> <times>`: adds one to a file that often, reading and writing it while it holds the claim. */
import { readFile, writeFile } from 'node:fs/promises';
import { exclusively } from '../embedded/claim.ts';

const [folder = '', times = ''] = process.argv.slice(2);
for (let round = 0; round < Number(times); round += 1) {
  await exclusively({ folder, waitMs: 30_000 }, async () => {
    const count = Number(await readFile(`${folder}/count`, 'utf8'));
    await new Promise(setImmediate);
    await writeFile(`${folder}/count`, String(count + 1));
  });
}
console.log('{}');
