import type { Random } from '../random.ts';
import { File, Folder, Link, type Node } from './nodes.ts';
import { systemError } from './system-error.ts';

/** One name that comes, changes or goes. */
interface Naming {
  readonly folder: Folder;
  readonly name: string;
  readonly node: Node | undefined;
}

/** What one system call does to names: all of it survives a power cut, or nothing. */
type Change = readonly Naming[];

interface Place {
  readonly folder: Folder;
  readonly name: string;
}

/**
 * A POSIX file system: contents are durable after fsync of their file, names after fsync of their folder, and nothing
 * else is. Rename, link and symlink are atomic in the live view.
 */
export class Disk {
  readonly #root = new Folder();
  #pending: Change[] = [];
  #version = 0;

  /** Changes whenever a name does. */
  get version(): number {
    return this.#version;
  }

  find(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const name of namesIn(path)) {
      if (node?.kind !== 'folder') return undefined;
      node = node.live.get(name);
    }
    return node;
  }

  file(path: string): File {
    const node = this.find(path);
    if (node === undefined) throw systemError('ENOENT', path);
    if (node.kind !== 'file') throw systemError(node.kind === 'folder' ? 'EISDIR' : 'ELOOP', path);
    return node;
  }

  folder(path: string): Folder {
    const node = this.find(path);
    if (node === undefined) throw systemError('ENOENT', path);
    if (node.kind !== 'folder') throw systemError('ENOTDIR', path);
    return node;
  }

  readLink(path: string): string {
    const node = this.find(path);
    if (node === undefined) throw systemError('ENOENT', path);
    if (node.kind !== 'link') throw systemError('EINVAL', path);
    return node.target;
  }

  /** As open(2) with O_CREAT. */
  openFile(path: string, at: number): File {
    if (this.find(path) === undefined) this.#add(path, new File(at));
    return this.file(path);
  }

  makeFolder(path: string): void {
    this.#add(path, new Folder());
  }

  symlink(target: string, path: string): void {
    this.#add(path, new Link(target));
  }

  link(from: string, to: string): void {
    this.#add(to, this.file(from));
  }

  rename(from: string, to: string): void {
    const node = this.find(from);
    if (node === undefined) throw systemError('ENOENT', from);
    const target = this.find(to);
    // rename(2): two names of one file stay as they are.
    if (target === node) return;
    if (target?.kind === 'folder' && target.live.size > 0) throw systemError('ENOTEMPTY', to);
    this.#change([
      { ...this.#placeOf(from), node: undefined },
      { ...this.#placeOf(to), node },
    ]);
  }

  remove(path: string): void {
    const node = this.find(path);
    if (node === undefined) throw systemError('ENOENT', path);
    if (node.kind === 'folder' && node.live.size > 0) throw systemError('ENOTEMPTY', path);
    this.#change([{ ...this.#placeOf(path), node: undefined }]);
  }

  /** Makes the folder's names durable, and with them whatever of other folders was changed in the same calls before. */
  syncFolder(path: string): void {
    const folders = new Set([this.folder(path)]);
    const kept: Change[] = [];
    const left: Change[] = [];
    for (const change of this.#pending.toReversed()) {
      const isKept = change.some(({ folder }) => folders.has(folder));
      (isKept ? kept : left).push(change);
      if (isKept) for (const { folder } of change) folders.add(folder);
    }
    for (const change of kept.toReversed()) makeDurable(change);
    this.#pending = left.toReversed();
  }

  /**
   * What is left when the power comes back. Of the names that were not synced a journalling file system keeps those
   * up to some moment; POSIX allows any of them.
   */
  losePower(random: Random): void {
    const upTo = random.chance(50) ? random.integer(this.#pending.length + 1) : undefined;
    for (const [index, change] of this.#pending.entries()) {
      if (upTo === undefined ? random.chance(50) : index < upTo) makeDurable(change);
    }
    this.#pending = [];
    settle(this.#root, random, new Set());
    this.#version += 1;
  }

  #add(path: string, node: Node): void {
    if (this.find(path) !== undefined) throw systemError('EEXIST', path);
    this.#change([{ ...this.#placeOf(path), node }]);
  }

  #placeOf(path: string): Place {
    const end = path.lastIndexOf('/');
    return { folder: this.folder(path.slice(0, end)), name: path.slice(end + 1) };
  }

  #change(change: Change): void {
    for (const { folder, name, node } of change) setName(folder.live, name, node);
    this.#pending.push(change);
    this.#version += 1;
  }
}

function makeDurable(change: Change): void {
  for (const { folder, name, node } of change) setName(folder.durable, name, node);
}

function setName(names: Map<string, Node>, name: string, node: Node | undefined): void {
  if (node === undefined) names.delete(name);
  else names.set(name, node);
}

function settle(node: Node, random: Random, seen: Set<Node>): void {
  if (seen.has(node)) return;
  seen.add(node);
  if (node.kind === 'file') node.losePower(random);
  if (node.kind !== 'folder') return;
  node.live = new Map(node.durable);
  for (const child of node.live.values()) settle(child, random, seen);
}

const KNOWN_PATHS = new Map<string, readonly string[]>();
const MOST_KNOWN = 10_000;

function namesIn(path: string): readonly string[] {
  const known = KNOWN_PATHS.get(path);
  if (known !== undefined) return known;
  const names = path.split('/').filter((name) => name !== '');
  if (KNOWN_PATHS.size > MOST_KNOWN) KNOWN_PATHS.clear();
  KNOWN_PATHS.set(path, names);
  return names;
}
