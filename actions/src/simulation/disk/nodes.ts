import type { Random } from '../random.ts';

export type Node = Folder | File | Link;

/** What is seen while the machine runs, and what a power cut would leave. */
export class Folder {
  readonly kind = 'folder';
  live = new Map<string, Node>();
  readonly durable = new Map<string, Node>();
}

export class Link {
  readonly kind = 'link';
  readonly target: string;

  constructor(target: string) {
    this.target = target;
  }
}

type Write =
  { readonly kind: 'append'; readonly bytes: Buffer } | { readonly kind: 'cut'; readonly to: number };

const NOTHING = Buffer.alloc(0);

export class File {
  readonly kind = 'file';
  modifiedAt: number;
  #live: Buffer = NOTHING;
  #durable: Buffer = NOTHING;
  /** Since the last fsync, in order. */
  #unsynced: Write[] = [];

  constructor(at: number) {
    this.modifiedAt = at;
  }

  get bytes(): Buffer {
    return this.#live;
  }

  append(bytes: Buffer): void {
    this.#write({ kind: 'append', bytes });
  }

  cut(to: number): void {
    if (this.#live.length > to) this.#write({ kind: 'cut', to });
  }

  sync(): void {
    this.#durable = this.#live;
    this.#unsynced = [];
  }

  /** What of the writes since the last fsync reached the disk: some of them, the last torn at some byte. */
  losePower(random: Random): void {
    let bytes = this.#durable;
    if (this.#unsynced.length > 0) {
      const whole = random.integer(this.#unsynced.length + 1);
      for (const write of this.#unsynced.slice(0, whole)) bytes = written(bytes, write);
      const torn = this.#unsynced[whole];
      if (torn?.kind === 'append') {
        const part = torn.bytes.subarray(0, random.integer(torn.bytes.length + 1));
        bytes = written(bytes, { kind: 'append', bytes: part });
      }
    }
    this.#live = bytes;
    this.sync();
  }

  #write(write: Write): void {
    this.#live = written(this.#live, write);
    this.#unsynced.push(write);
  }
}

function written(bytes: Buffer, write: Write): Buffer {
  return write.kind === 'append' ? Buffer.concat([bytes, write.bytes]) : bytes.subarray(0, write.to);
}
