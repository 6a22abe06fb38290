import { invalidReport, type Place } from './invalid-report.ts';
import type { Reader } from './reader.ts';

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly place: Place;
}

/** What a format makes of a document's elements, in the order of the document. */
export interface XmlListener {
  open(element: XmlElement): void;
  close(name: string): void;
}

const DEEPEST = 64;

/**
 * Reads XML as it comes, without keeping it. Entities that a document declares itself are refused, so none can grow beyond
 * bounds; nothing outside the document is ever opened.
 */
export async function xmlReader(file: string, listener: XmlListener): Promise<Reader> {
  const { SaxesParser } = await import('./saxes-parser.ts');
  const parser = new SaxesParser<{ xmlns: false; position: true }>({ xmlns: false, position: true });
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let depth = 0;
  let elements = 0;
  function place(): Place {
    return { file, line: parser.line };
  }
  parser.on('error', (error) => {
    throw invalidReport(place(), 'well-formed XML', error.message.replace(/^\d+:\d+: /, ''));
  });
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1;
    elements += 1;
    if (depth > DEEPEST)
      throw invalidReport(place(), `at most ${DEEPEST} elements in each other`, `<${name}>`);
    listener.open({ name, attributes, place: place() });
  });
  parser.on('closetag', ({ name }) => {
    depth -= 1;
    listener.close(name);
  });
  function decoded(chunk?: Buffer): string {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw invalidReport(place(), 'UTF-8', 'other bytes');
    }
  }
  return {
    push: (chunk) => {
      parser.write(decoded(chunk));
    },
    end: () => {
      parser.write(decoded()).close();
      if (elements === 0) throw invalidReport(place(), 'an XML document', 'none');
    },
  };
}
