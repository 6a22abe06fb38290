import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where one job runs. */
export interface Machine {
  readonly name: string;
  readonly isPersistent: boolean;
  readonly home: string;
  readonly workspace: string;
  readonly temporary: string;
  readonly folder: string;
}

export interface MachineWish {
  readonly folder: string;
  readonly name: string;
  readonly isPersistent: boolean;
  /** `owner/name`. */
  readonly slug: string;
}

/** As the runner lays it out; what is temporary is emptied before each job. https://github.com/actions/runner/blob/main/src/Runner.Worker/TempDirectoryManager.cs */
export async function openMachine({ folder, name, isPersistent, slug }: MachineWish): Promise<Machine> {
  const repository = slug.replace(/^.*\//, '');
  const machine = {
    name,
    isPersistent,
    folder,
    home: join(folder, 'home'),
    workspace: join(folder, 'work', repository, repository),
    temporary: join(folder, 'work', '_temp'),
  };
  await rm(machine.temporary, { recursive: true, force: true });
  for (const each of [machine.home, machine.workspace, machine.temporary, join(folder, 'work', '_tool')])
    await mkdir(each, { recursive: true });
  return machine;
}
