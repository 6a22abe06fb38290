import { UserError } from '../errors.ts';
import type { KeptRelease, Releases } from '../github/releases.ts';
import type { Finding } from '../verdict/verdict.ts';
import { keptOtherwise } from './compare.ts';
import type { GatheredRelease } from './gather-files.ts';
import { isOurs } from './notes.ts';

/**
 * Draft, files, and only when GitHub has every one of them whole the publication: there is no way back from that. A draft that
 * an earlier attempt left is begun anew. Gives what is wrong with the draft, which then stays one.
 */
export async function publish(
  releases: Releases,
  facts: { tag: string; body: string; gathered: GatheredRelease; say: (line: string) => void },
): Promise<readonly Finding[]> {
  const { tag, body, gathered, say } = facts;
  for (const { id } of (await releases.draftsOf(tag)).filter(isOurs)) await releases.remove(id);
  say(`Drafting ${tag} at ${gathered.release.commit}`);
  const draft = await makeDraft(releases, { tag, body, gathered });
  for (const file of gathered.files) {
    say(`Attaching ${file.name}, ${file.content.byteLength} bytes`);
    await releases.attach(draft, file);
  }
  const findings = keptOtherwise(await releases.one(draft.id), gathered);
  if (findings.length > 0) return findings;
  say(`Publishing ${tag}`);
  await releases.publish(draft.id);
  return [];
}

async function makeDraft(
  releases: Releases,
  { tag, body, gathered }: { tag: string; body: string; gathered: GatheredRelease },
): Promise<KeptRelease> {
  const { commit, version } = gathered.release;
  try {
    return await releases.makeDraft({ tag, commit, body, isPrerelease: version.includes('-'), isIt: isOurs });
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'github-refused') throw error;
    // https://docs.github.com/en/rest/releases/releases#create-a-release
    const remedy = `${error.remedy} Where workflows changed on main since ${commit.slice(0, 7)}, no job’s token may release it: a person can.`;
    throw new UserError({ code: error.code, message: error.message, remedy, cause: error });
  }
}
