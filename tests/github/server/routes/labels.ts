import { created, found, invalid, nothing, ok, type Asked, type Routes } from '../answer.ts';
import { labelNamed, showLabel } from '../issues.ts';
import { pageOf } from '../page.ts';
import type { Label } from '../things.ts';

interface Wish {
  readonly name?: string;
  readonly new_name?: string;
  readonly color?: string;
  readonly description?: string;
}

export const labelRoutes: Routes = {
  'GET /labels': (asked) =>
    pageOf(
      asked,
      asked.world.labels.map((label) => showLabel(asked.world, label)),
    ),
  'POST /labels'({ world, body }) {
    const { name = '', color, description } = body as Wish;
    if (world.labels.some((label) => label.name.toLowerCase() === name.toLowerCase()))
      throw invalid('Label', 'already_exists', 'name');
    const label = labelNamed(world, name);
    change(label, {
      ...(color === undefined ? {} : { color }),
      ...(description === undefined ? {} : { description }),
    });
    return created(showLabel(world, label));
  },
  'GET /labels/{name}': (asked) => ok(showLabel(asked.world, labelIn(asked))),
  'PATCH /labels/{name}'(asked) {
    const label = labelIn(asked);
    const before = label.name;
    change(label, asked.body ?? {});
    for (const issue of asked.world.issues)
      issue.labels = issue.labels.map((name) => (name === before ? label.name : name));
    return ok(showLabel(asked.world, label));
  },
  'DELETE /labels/{name}'(asked) {
    const { world } = asked;
    const label = labelIn(asked);
    world.labels.splice(world.labels.indexOf(label), 1);
    for (const issue of world.issues) issue.labels = issue.labels.filter((name) => name !== label.name);
    return nothing;
  },
};

function labelIn({ world, params }: Asked): Label {
  const name = (params['name'] ?? '').toLowerCase();
  return found(world.labels.find((label) => label.name.toLowerCase() === name));
}

/** A colour is six digits, without `#`; a description has a hundred characters at most. */
function change(label: Label, { new_name: name, color, description }: Wish): void {
  if (color !== undefined && !/^[0-9a-f]{6}$/i.test(color)) throw invalid('Label', 'invalid', 'color');
  if ((description ?? '').length > 100) throw invalid('Label', 'too_long', 'description');
  label.name = name ?? label.name;
  label.color = color ?? label.color;
  label.description = description ?? label.description;
}
