import { cp, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageApplication, type PackagedArtifact } from '../../actions/src/artifact/package.ts';
import { plainFile } from '../../actions/src/artifact/pack.ts';
import { APPLICATION, CHECKOUT, UNSENT, type Defect, type Workbench } from './workbench.ts';

/** A column that is added, and taken away again. */
export const DROPS_MOOD = '0003_drop-mood.sql';
export const ADD = {
  '0002_add-mood.sql': '-- class: expand\nALTER TABLE feedback ADD COLUMN mood text;\n',
};
export const DROP = {
  ...ADD,
  [DROPS_MOOD]: '-- class: irreversible\nALTER TABLE feedback DROP COLUMN mood;\n',
};

/** The real application with migrations of its own behind its first, and a defect planted, in the home's store. */
export async function buildWithMigrations(
  { home }: Workbench,
  wish: { defect: Defect; migrations: Readonly<Record<string, string>>; tolerates?: string[] },
): Promise<PackagedArtifact> {
  const root = await mkdtemp(join(home, '../source-'));
  for (const folder of ['app', 'tests/planted'])
    await cp(join(CHECKOUT, folder), join(root, folder), { recursive: true });
  await symlink(join(CHECKOUT, 'node_modules'), join(root, 'node_modules'));
  await mkdir(join(root, 'app/migrations'), { recursive: true });
  for (const [name, sql] of Object.entries(wish.migrations))
    await writeFile(join(root, 'app/migrations', name), sql);
  return packageApplication({
    root,
    application: { ...APPLICATION, ...UNSENT, tolerates: wish.tolerates ?? [] },
    store: join(home, 'artifacts'),
    entry: join(root, 'tests/planted/planted-server.ts'),
    extraFiles: [plainFile('planted.json', JSON.stringify(wish.defect))],
  });
}
