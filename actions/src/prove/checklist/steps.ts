import type { Arranged } from '../plant.ts';
import { tickedScene, waitingScene, type Scene } from './scene.ts';

/** The boxes are ticked, each with its event; then the run comes that `after` arranges. */
export async function afterTicks(
  workspace: string,
  after: (scene: Scene) => Promise<Arranged>,
): Promise<Arranged> {
  return after(await tickedScene(workspace));
}

/** The boxes are empty; somebody edits the comment, and the run is for that event. */
export async function edited(
  workspace: string,
  by: string,
  change: (body: string) => string,
): Promise<Arranged> {
  const scene = await waitingScene(workspace);
  return scene.step(scene.edit(by, change));
}
