import { messageOf } from '../../errors.ts';
import { invalidReport } from './invalid-report.ts';
import { readIstanbul } from './istanbul.ts';
import { readIstanbulSummary } from './istanbul-summary.ts';
import type { Found, Reader } from './reader.ts';

/** What one string can hold in V8 is twice this; a report so large should be lcov, which is read as it comes. */
const MOST_BYTES = 256 * 1024 * 1024;

export type JsonFormat = 'istanbul' | 'istanbul-summary';

/** Istanbul’s `coverage-final.json` and `coverage-summary.json`; which of the two, if nobody says, is seen by what is in it. */
export function jsonReader(file: string, found: Found, format?: JsonFormat): Reader {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return {
    push(chunk) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) throw invalidReport({ file }, 'at most 256 MiB of JSON', 'more');
      chunks.push(chunk);
    },
    end() {
      const content = parse(Buffer.concat(chunks).toString('utf8'), file);
      const isSummary = format === undefined ? 'total' in content : format === 'istanbul-summary';
      if (isSummary) readIstanbulSummary(content, { file }, found);
      else readIstanbul(content, { file }, found);
    },
  };
}

function parse(text: string, file: string): object {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw invalidReport({ file }, 'JSON', messageOf(error));
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content))
    throw invalidReport({ file }, 'an object by path', 'something else');
  if ('result' in content && Array.isArray(content.result))
    throw invalidReport(
      { file },
      'Istanbul’s JSON',
      'V8’s own, which knows offsets but no lines: `node --test --experimental-test-coverage --test-reporter=lcov` and c8 write lcov',
    );
  return content;
}
