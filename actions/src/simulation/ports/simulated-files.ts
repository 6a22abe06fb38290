import { dirname } from 'node:path/posix';
import { isSystemError } from '../../errors.ts';
import type { Files } from '../../ports/files.ts';
import type { File } from '../disk/nodes.ts';
import { systemError } from '../disk/system-error.ts';
import type { Host } from '../host/host.ts';
import type { Program } from '../host/program.ts';

const PLENTY = 10 * 1024 * 1024 * 1024;

/** The files of a host as one program uses them. Each system call beneath an operation is a turn of its own. */
export class SimulatedFiles implements Files {
  readonly #host: Host;
  readonly #program: Program;

  constructor(host: Host, program: Program) {
    this.#host = host;
    this.#program = program;
  }

  readText(path: string): Promise<string> {
    return this.#read('read', path, () => this.#host.disk.file(path).bytes.toString());
  }

  async writeDurably(path: string, text: string): Promise<void> {
    const file = await this.#write('create', path, () => {
      const opened = this.#open(path);
      opened.cut(0);
      return opened;
    });
    await this.#append(path, file, text);
    await this.#sync(path, file);
    if (path.includes('/fence')) this.#host.watch.fenceChanged(this.#host);
  }

  async appendDurably(path: string, text: string): Promise<void> {
    await this.append(path, text, { isSynced: true });
  }

  /** `isSynced: false` leaves out the fsync: how a planted bug writes. */
  async append(path: string, text: string, { isSynced }: { isSynced: boolean }): Promise<void> {
    const file = await this.#write('open', path, () => this.#open(path));
    await this.#append(path, file, text);
    if (isSynced) await this.#sync(path, file);
    if (path !== this.#host.layout.journal) return;
    const { ledger } = this.#host;
    const lines = ledger.links.length;
    this.#program.whenItGoesOn = () => {
      ledger.acknowledged = Math.max(ledger.acknowledged, Math.min(lines, ledger.links.length));
    };
  }

  async truncate(path: string, bytes: number): Promise<void> {
    const file = await this.#write('truncate', path, () => {
      const found = this.#host.disk.file(path);
      found.cut(bytes);
      this.#told(path);
      return found;
    });
    await this.#sync(path, file);
  }

  rename(from: string, to: string): Promise<void> {
    return this.#write(`rename ${from} to`, to, () => {
      const { disk, layout, watch } = this.#host;
      const before = this.#host.routedInstance();
      disk.rename(from, to);
      if (to === layout.currentSocket) watch.switched(this.#host, { from: before, by: this.#program });
      if (to.endsWith('/fence')) watch.fenceChanged(this.#host);
    });
  }

  link(from: string, to: string): Promise<void> {
    return this.#write(`link ${from} to`, to, () => {
      this.#host.disk.link(from, to);
    });
  }

  symlink(target: string, path: string): Promise<void> {
    return this.#write(`symlink to ${target}`, path, () => {
      this.#host.disk.symlink(target, path);
    });
  }

  readLink(path: string): Promise<string> {
    return this.#read('readlink', path, () => this.#host.disk.readLink(path));
  }

  /** With those above it that are missing, as mkdir -p. */
  async makeFolder(path: string): Promise<void> {
    const above = dirname(path);
    if (this.#host.disk.find(above) === undefined) await this.makeFolder(above);
    await this.#write('mkdir', path, () => {
      if (this.#host.disk.find(path)?.kind !== 'folder') this.#host.disk.makeFolder(path);
    });
  }

  list(path: string): Promise<readonly string[]> {
    return this.#read('list', path, () => [...this.#host.disk.folder(path).live.keys()]);
  }

  exists(path: string): Promise<boolean> {
    return this.#program.perform(`exists ${path}`, () => this.#host.disk.find(path) !== undefined);
  }

  unlink(path: string): Promise<void> {
    return this.#write('unlink', path, () => {
      if (this.#host.disk.find(path)?.kind === 'folder') throw systemError('EISDIR', path);
      this.#host.disk.remove(path);
    });
  }

  async removeTree(path: string): Promise<void> {
    const node = this.#host.disk.find(path);
    if (node?.kind === 'folder') {
      for (const name of await this.list(path)) await this.removeTree(`${path}/${name}`);
    }
    await this.#write('remove', path, () => {
      this.#host.disk.remove(path);
    }).catch((error: unknown) => {
      if (!isSystemError(error, 'ENOENT')) throw error;
    });
  }

  syncFolder(path: string): Promise<void> {
    const synced = this.#write('syncfolder', path, () => {
      this.#host.disk.syncFolder(path);
    });
    return synced.catch((error: unknown) => {
      // Its writer hears that a new journal's name may not last, and believes nothing.
      this.#program.whenItGoesOn = undefined;
      throw error;
    });
  }

  freeBytes(path: string): Promise<number> {
    return this.#read('statfs', path, () => (this.#host.diskTrouble?.code === 'ENOSPC' ? 0 : PLENTY));
  }

  touch(path: string): Promise<void> {
    return this.#write('touch', path, () => {
      this.#host.disk.file(path).modifiedAt = this.#host.wallClock;
    });
  }

  modifiedAt(path: string): Promise<number> {
    return this.#read('stat', path, () => this.#host.disk.file(path).modifiedAt);
  }

  /** What does not fit on a full disk is written in part. */
  async #append(path: string, file: File, text: string): Promise<void> {
    const bytes = Buffer.from(text);
    await this.#program.perform(`write ${bytes.length} bytes to ${path}`, () => {
      try {
        this.#host.assertDiskWorks(true, path);
      } catch (error) {
        const fits = this.#program.random.integer(bytes.length);
        if (isSystemError(error, 'ENOSPC')) file.append(bytes.subarray(0, fits));
        this.#told(path);
        throw error;
      }
      file.append(bytes);
      file.modifiedAt = this.#host.wallClock;
      this.#told(path);
    });
  }

  #sync(path: string, file: File): Promise<void> {
    return this.#write('fsync', path, () => {
      file.sync();
    });
  }

  #open(path: string): File {
    return this.#host.disk.openFile(path, this.#host.wallClock);
  }

  #told(path: string): void {
    if (path === this.#host.layout.journal) this.#host.watch.journalChanged(this.#host);
  }

  #read<Result>(what: string, path: string, act: () => Result): Promise<Result> {
    return this.#call(false, `${what} ${path}`, act);
  }

  #write<Result>(what: string, path: string, act: () => Result): Promise<Result> {
    return this.#call(true, `${what} ${path}`, act);
  }

  #call<Result>(isWrite: boolean, what: string, act: () => Result): Promise<Result> {
    return this.#program.perform(what, () => {
      this.#host.assertDiskWorks(isWrite, what);
      return act();
    });
  }
}
