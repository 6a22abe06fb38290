import { randomUUID } from 'node:crypto';
import { validate } from '@actions/languageservice';
import type { FileProvider } from '@actions/workflow-parser/workflows/file-provider';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Problem, Repository } from './rule.ts';

/** What GitHub’s own language service says of each file; it knows `queue`, `deployment: false` and what a called workflow wants. */
export async function platformProblems({ files }: Repository): Promise<readonly Problem[]> {
  const fileProvider: FileProvider = {
    getFileContent({ path }) {
      const found = files.find((file) => file.path === path);
      if (found === undefined) return Promise.reject(new Error(`There is no ${path}.`));
      return Promise.resolve({ name: path, content: found.text });
    },
  };
  // It remembers what it parsed by its address, whatever the text is by then.
  const base = `file:///${randomUUID()}`;
  const found = await Promise.all(
    files.map(async ({ path, text }) => {
      const document = TextDocument.create(`${base}/${path}`, 'yaml', 1, text);
      const diagnostics = await validate(document, { fileProvider });
      return diagnostics.map(({ message, range }) => ({
        rule: 'languageservice',
        path,
        line: range.start.line + 1,
        message: typeof message === 'string' ? message : message.value,
        remedy: 'See https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax.',
      }));
    }),
  );
  return found.flat();
}
