import { fromMarkdown } from 'mdast-util-from-markdown';
import type { Heading } from 'mdast';

const VERSION = /^v?(?<version>\d+\.\d+\.\d+[0-9A-Za-z.+-]*)/;

/** What the changelog says below the heading of the version, up to the next version's; `undefined` where it says nothing. */
export function sectionOf(changelog: string, version: string): string | undefined {
  const headings = fromMarkdown(changelog).children.filter((node) => node.type === 'heading');
  const versions = headings.flatMap((heading) => {
    const { version: found } = VERSION.exec(textOf(heading).trim().replace(/^\[/, ''))?.groups ?? {};
    return found === undefined ? [] : [{ found, heading }];
  });
  const index = versions.findIndex(({ found }) => found === version);
  if (index === -1) return undefined;
  const start = versions[index]?.heading.position?.end.offset;
  const end = versions[index + 1]?.heading.position?.start.offset;
  const text = changelog.slice(start, end).trim();
  return text === '' ? undefined : text;
}

/** With a link or without one around the version. */
function textOf({ children }: Heading): string {
  return children
    .map((child) => {
      if (child.type === 'text') return child.value;
      if (child.type !== 'link' && child.type !== 'linkReference') return '';
      return child.children.map((inner) => (inner.type === 'text' ? inner.value : '')).join('');
    })
    .join('');
}
