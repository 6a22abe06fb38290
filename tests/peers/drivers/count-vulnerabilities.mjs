// What stands in many a workflow: `npm audit --json`, and whatever it has under `vulnerabilities` counted.
import { spawnSync } from 'node:child_process';

const { stdout } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8' });
const count = Object.keys(JSON.parse(stdout).vulnerabilities ?? {}).length;
console.log(`${count} vulnerable packages`);
process.exitCode = count === 0 ? 0 : 1;
