import { unreadable } from './limits.ts';

/** Takes a stream of pieces apart into counted bytes. */
export class ByteReader {
  readonly #pieces: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(pieces: AsyncIterable<Buffer>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** At least one and at most `limit` bytes, as they come; none at the end of the stream. */
  async some(limit: number): Promise<Buffer> {
    if (this.#rest.length === 0) {
      const next = await this.#pieces.next();
      if (next.done === true) return Buffer.alloc(0);
      this.#rest = next.value;
    }
    const taken = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(limit);
    return taken;
  }

  /** Exactly `count` bytes, in pieces. `UserError` artifact-unreadable when the stream ends before. */
  async *exactly(count: number): AsyncGenerator<Buffer> {
    for (let missing = count; missing > 0;) {
      const piece = await this.some(missing);
      if (piece.length === 0) throw unreadable('it ends half-way through an entry');
      missing -= piece.length;
      yield piece;
    }
  }

  /** Gives back what the stream holds: its source is closed. */
  async close(): Promise<void> {
    await this.#pieces.return?.();
  }
}
