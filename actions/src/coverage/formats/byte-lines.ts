const LINE_FEED = 10;

/** Told of a line: where it begins in the bytes, and where it ends, without its line feed. */
export type OnLine = (bytes: Buffer, from: number, end: number) => void;

/** Finds the lines in chunks of bytes, and copies nothing but one that two chunks share. */
export class ByteLines {
  readonly #onLine: OnLine;
  #rest = Buffer.alloc(0);

  constructor(onLine: OnLine) {
    this.#onLine = onLine;
  }

  /** Gives how many bytes of a line wait for its end. */
  push(chunk: Buffer): number {
    let from = this.#finishRest(chunk);
    for (let at = from; at < chunk.length; at += 1) {
      if (chunk[at] !== LINE_FEED) continue;
      this.#onLine(chunk, from, at);
      from = at + 1;
    }
    if (from < chunk.length) this.#rest = Buffer.concat([this.#rest, chunk.subarray(from)]);
    return this.#rest.length;
  }

  end(): void {
    if (this.#rest.length > 0) this.#onLine(this.#rest, 0, this.#rest.length);
  }

  /** Gives where in the chunk the next line begins. */
  #finishRest(chunk: Buffer): number {
    if (this.#rest.length === 0) return 0;
    const end = chunk.indexOf(LINE_FEED);
    if (end < 0) return 0;
    const line = Buffer.concat([this.#rest, chunk.subarray(0, end)]);
    this.#rest = Buffer.alloc(0);
    this.#onLine(line, 0, line.length);
    return end + 1;
  }
}
