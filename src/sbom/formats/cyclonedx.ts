import { ComponentType, HashAlgorithm } from '@cyclonedx/cyclonedx-library/Enums'
import {
  Bom,
  Component,
  ComponentRepository,
  type License as CycloneDxLicense,
  HashDictionary,
  LicenseExpression,
  LicenseRepository,
  Metadata,
  NamedLicense,
  Property,
  PropertyRepository,
  SpdxLicense,
  Tools,
} from '@cyclonedx/cyclonedx-library/Models'
import {
  JSON as CycloneDxJson,
  XML as CycloneDxXml,
  JsonSerializer,
  XmlSerializer,
} from '@cyclonedx/cyclonedx-library/Serialize'
import { Spec1dot6 } from '@cyclonedx/cyclonedx-library/Spec'
import type { OsRelease } from '../../catalogers/os-release.ts'
import { printable } from '../../report/terminal-text.ts'
import type { Bill, BillFile, BillPackage } from '../bill.ts'
import { isSingleLicense, jointExpression } from '../licenses/joint-expression.ts'
import type { License } from '../licenses/license.ts'
import type { SbomTool } from './formats.ts'

/** CycloneDX 1.6 as JSON (cyclonedx.org/docs/1.6/json). */
export function cycloneDxJson(bill: Bill, tool: SbomTool): string {
  const serializer = new JsonSerializer(new CycloneDxJson.Normalize.Factory(Spec1dot6))
  return `${serializer.serialize(bomOf(bill, tool))}\n`
}

/** CycloneDX 1.6 as XML (cyclonedx.org/docs/1.6/xml). */
export function cycloneDxXml(bill: Bill, tool: SbomTool): string {
  const serializer = new XmlSerializer(new CycloneDxXml.Normalize.Factory(Spec1dot6))
  return `${serializer.serialize(bomOf(bill, tool))}\n`
}

function bomOf(bill: Bill, tool: SbomTool): Bom {
  const purls = new Map(bill.packages.map(({ id, purl }) => [id, purl]))
  const components = new Map(bill.packages.map((found) => [found.id, packageComponent(found, purls)]))
  for (const { id, dependsOn } of bill.packages) {
    for (const dependency of dependsOn) components.get(id)!.dependencies.add(components.get(dependency)!.bomRef)
  }
  const unowned: Component[] = []
  for (const file of bill.files) {
    const owner = file.ownedBy === null ? undefined : components.get(file.ownedBy)
    if (owner === undefined) unowned.push(fileComponent(file))
    else owner.components.add(fileComponent(file))
  }
  return new Bom({
    serialNumber: `urn:uuid:${bill.uuid}`,
    metadata: new Metadata({
      timestamp: bill.created,
      tools: new Tools({
        components: new ComponentRepository([
          new Component(ComponentType.Application, tool.name, { version: tool.version }),
        ]),
      }),
      component: imageComponent(bill),
    }),
    components: new ComponentRepository([
      ...(bill.os === null ? [] : [osComponent(bill.os)]),
      ...components.values(),
      ...unowned,
    ]),
  })
}

function imageComponent({ name, digest, purl }: Bill): Component {
  return new Component(ComponentType.Container, name, {
    bomRef: 'Image',
    ...(digest !== null && { version: digest }),
    ...(purl !== null && { purl }),
  })
}

function osComponent({ id, versionId, prettyName }: OsRelease): Component {
  return new Component(ComponentType.OperatingSystem, printable(id), {
    bomRef: 'OperatingSystem',
    ...(versionId !== null && { version: printable(versionId) }),
    ...(prettyName !== null && { description: printable(prettyName) }),
  })
}

function packageComponent(found: BillPackage, purls: ReadonlyMap<string, string>): Component {
  const { id, type, version, purl, licenses, foundIn, layer, ownedBy } = found
  const { group, name } = groupAndName(found)
  return new Component(ComponentType.Library, name, {
    bomRef: id,
    ...(group !== undefined && { group }),
    version,
    purl,
    licenses: new LicenseRepository(licensesOf(licenses)),
    properties: properties({
      'package:type': type,
      'package:foundIn': foundIn,
      'package:ownedBy': ownedBy === null ? undefined : purls.get(ownedBy),
      'layer:index': String(layer.index),
      'layer:diffId': layer.diffId,
    }),
  })
}

function fileComponent({ id, path, sha256, layer }: BillFile): Component {
  return new Component(ComponentType.File, path, {
    bomRef: id,
    hashes: new HashDictionary([[HashAlgorithm['SHA-256'], sha256]]),
    properties: properties({ 'layer:index': String(layer) }),
  })
}

/** Properties of our own have our name in front (github.com/CycloneDX/cyclonedx-property-taxonomy). */
function properties(values: Readonly<Record<string, string | undefined>>): PropertyRepository {
  const stated = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : new Property(`imgpeek:${name}`, value),
  )
  return new PropertyRepository(stated)
}

/** What stands before a name to make it unique: npm's scope, Composer's vendor, Maven's group. */
function groupAndName({ type, name }: BillPackage): { readonly group?: string; readonly name: string } {
  const separator =
    type === 'maven' ? ':' : type === 'composer' || (type === 'npm' && name.startsWith('@')) ? '/' : null
  const at = separator === null ? -1 : name.indexOf(separator)
  return at <= 0 ? { name } : { group: name.slice(0, at), name: name.slice(at + 1) }
}

/** The schema takes either one expression, or a list of identifiers and names. */
function licensesOf(licenses: readonly License[]): CycloneDxLicense[] {
  const joint = jointExpression(licenses)
  if (joint !== null && !licenses.every(isSingleLicense)) return [new LicenseExpression(joint)]
  return licenses.map((license) =>
    isSingleLicense(license) ? new SpdxLicense(license.expression) : new NamedLicense(license.stated),
  )
}
