// Its parts, one by one: the whole has validators, which look for files beside themselves and so are in no bundle.
import * as License from '@cyclonedx/cyclonedx-library/Contrib/License';
import * as Enums from '@cyclonedx/cyclonedx-library/Enums';
import * as Models from '@cyclonedx/cyclonedx-library/Models';
import * as Serialize from '@cyclonedx/cyclonedx-library/Serialize';
import * as SPDX from '@cyclonedx/cyclonedx-library/SPDX';
import * as Spec from '@cyclonedx/cyclonedx-library/Spec';
import { PackageURL } from 'packageurl-js';
import type { BundledPackage } from './bundled-packages.ts';

/** What is neither an SPDX id nor an expression of them is kept as the name of a licence. */
const licences = new License.Factories.LicenseFactory((expression) => {
  const ids = expression.replaceAll(/[()]/g, ' ').split(/ (?:AND|OR) /);
  if (!ids.every((id) => SPDX.isSupportedSpdxId(id.trim()))) throw new RangeError('no SPDX expression');
});

/**
 * A CycloneDX 1.6 document of the application and the packages in its bundles. Without time, serial number or tool
 * versions: the same packages give the same bytes.
 */
export function describePackages(application: BundledPackage, packages: readonly BundledPackage[]): string {
  const bom = new Models.Bom();
  bom.metadata.component = componentOf(application, Enums.ComponentType.Application);
  for (const bundled of packages) bom.components.add(componentOf(bundled, Enums.ComponentType.Library));
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  const json = new Serialize.JsonSerializer(factory).serialize(bom, { sortLists: true, space: 2 });
  return `${json}\n`;
}

function componentOf(bundled: BundledPackage, type: Enums.ComponentType): Models.Component {
  const [group, name] = splitName(bundled.name);
  const purl = new PackageURL('npm', group, name, bundled.version).toString();
  const component = new Models.Component(type, name, { bomRef: purl, purl, version: bundled.version });
  if (group !== undefined) component.group = group;
  if (bundled.licence !== undefined) component.licenses.add(licences.makeFromString(bundled.licence));
  return component;
}

function splitName(name: string): [string | undefined, string] {
  const slash = name.indexOf('/');
  return slash === -1 ? [undefined, name] : [name.slice(0, slash), name.slice(slash + 1)];
}
