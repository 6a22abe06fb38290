import { Command, CommanderError, Option } from 'commander';
import { isSystemError } from '../actions/src/errors.ts';
import { perform, usageError, type Perform } from './perform.ts';

const JSON_FLAG = [
  '--json',
  'end standard output with one JSON object, and write all else to standard error',
] as const;
const YES_FLAG = ['--yes', 'approve the plan without being asked'] as const;
const ARTIFACT_FLAG = ['--artifact <path or digest>', 'which artifact'] as const;

/** The command line. Sets the exit code; see EXIT_CODES. */
export async function main(argv: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  const program = new Command('tidegate').exitOverride().configureOutput({ writeErr: () => undefined });
  defineCommands(program);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) usageError(messageOf(error, program), argv.includes('--json'));
  }
}

/** Whoever read the output is gone (`ship | head`): that must not end a deployment half-way. */
function ignoreClosedPipe(error: unknown): void {
  if (!isSystemError(error, 'EPIPE')) throw error;
}

/** Without a command commander shows its help, and calls that an error whose message is for itself. */
function messageOf({ code, message }: CommanderError, program: Command): string {
  if (code !== 'commander.help') return message;
  return `Expected a command: ${program.commands.map((each) => each.name()).join(', ')}.`;
}

function defineCommands(program: Command): void {
  command(program, 'ship', async () => (await import('./commands/ship.ts')).ship)
    .description('build, gate and promote the application from environment to environment')
    .option(...YES_FLAG)
    .option('--to <environment>', 'stop after this environment');
  command(program, 'package', async () => (await import('./commands/package.ts')).pack).description(
    'build and pack the application',
  );
  command(program, 'deploy <environment>', async () => (await import('./commands/deploy.ts')).deploy)
    .description('deploy one artifact to one environment')
    .requiredOption(...ARTIFACT_FLAG)
    .option(...YES_FLAG)
    .option('--forward-only', 'even where what serves now is broken and can’t be reverted to');
  command(program, 'rollback <environment>', async () => (await import('./commands/rollback.ts')).rollback)
    .description('go back to a release that was good')
    .option('--to <release-id>', 'which; without it the newest good one older than the live one')
    .option('--reason <text>', 'why; goes into the ledger')
    .option('--request <id>', 'the same request is carried out once')
    .addOption(new Option('--allow-bad', 'even to a release that was reverted').default(false));
  command(
    program,
    'clear <environment> <release-id>',
    async () => (await import('./commands/clear.ts')).clear,
  )
    .description('take a bad mark away, so that the release may be deployed again')
    .requiredOption('--reason <text>', 'why it was not at fault; goes into the ledger');
  command(
    program,
    'restore <environment> [migration]',
    async () => (await import('./commands/restore.ts')).restore,
  )
    .description('put back what a migration took away; without one, show what could be put back')
    .option('--reason <text>', 'why; goes into the ledger');
  command(program, 'plan <environment>', async () => (await import('./commands/plan.ts')).plan)
    .description('show what a deployment would do; changes nothing')
    .requiredOption(...ARTIFACT_FLAG);
  command(program, 'status', async () => (await import('./commands/status.ts')).status).description(
    'show what runs where',
  );
  command(program, 'ledger <environment>', async () => (await import('./commands/ledger.ts')).ledger)
    .description('show the verified history of an environment, and what it adds up to')
    .option('--verify', 'prove it, and say what was looked at')
    .option(
      '--head <hash>',
      'a head noted earlier must still be in it: a ledger cut at its end has a whole chain, and only this shows it',
    );
  command(program, 'resume', async () => (await import('./commands/resume.ts')).resume).description(
    'after a reboot or a stop: serve again what the ledgers say serves',
  );
  command(program, 'stop', async () => (await import('./commands/stop.ts')).stop).description(
    'stop everything that ship started',
  );
  command(program, 'doctor', async () => (await import('./commands/doctor.ts')).doctor).description(
    'say what is missing on this machine',
  );
  command(program, 'simulate', async () => (await import('./commands/simulate.ts')).simulate)
    .description('prove the deployment’s state machine against a simulated world')
    .option('--seed <n>', 'the same seed gives the same schedules')
    .option('--schedules <n>', 'how many');
  command(program, 'prove', async () => (await import('./commands/prove.ts')).prove)
    .description('plant a defect for every reason of every gate, and see the built actions go red')
    .option('--only <action>', 'the plants of this action alone');
  command(program, 'adopt <path>', async () => (await import('./commands/adopt.ts')).adopt)
    .description('write a policy and workflows into another repository, so that its service is shipped')
    .option('--yes', 'write without being asked')
    .option('--workspace <folder>', 'the folder of the service, where there are several')
    .option('--uses <owner/tidegate@ref>', 'from where its workflows use the actions');
  command(program, 'demo', async () => (await import('./commands/demo.ts')).demo).description(
    'ship a good release, then a broken one, and watch it be reverted',
  );
  command(program, 'setup:github', async () => (await import('./commands/setup-github.ts')).setupGitHub)
    .description('make a repository on GitHub what the pipeline needs; shows a plan first')
    .option('--check', 'change nothing; tell what is not as it must be')
    .option('--repo <owner/name>', 'which; without it the one that the git remote origin names')
    .option('--reviewers <names>', 'who may approve, instead of the policy’s: login,@organization/team')
    .option(
      '--secrets <environment=file>',
      'values of its secrets, as .env; once for each environment',
      collected,
    )
    .option('--replace-secrets', 'write those values also where there is a secret already')
    .option(...YES_FLAG);
}

function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** A command’s module is loaded when it is asked for: all of them together take seconds. */
function command(program: Command, usage: string, load: () => Promise<Perform>): Command {
  return program
    .command(usage)
    .exitOverride()
    .option(...JSON_FLAG)
    .action(async (...given: unknown[]) => {
      const self = given.at(-1) as Command;
      refuseFlagsAsValues(self);
      await perform(await load(), { arguments: self.args, options: self.opts() });
    });
}

/** Commander takes whatever follows a flag for its value: `--artifact --json` would mean a file called `--json`. */
function refuseFlagsAsValues(self: Command): void {
  const values = Object.entries(self.opts<Record<string, unknown>>()).flatMap(([option, given]) =>
    [given].flat().map((one) => [option, one] as const),
  );
  const [name, value] = values.find(([, given]) => typeof given === 'string' && given.startsWith('--')) ?? [];
  if (name !== undefined) self.error(`Expected a value for --${name}; found the flag ${String(value)}.`);
}
