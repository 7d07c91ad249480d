import * as Enums from '@cyclonedx/cyclonedx-library/Enums'
import * as Models from '@cyclonedx/cyclonedx-library/Models'
import type { SbomDocument, SbomLicense, SbomPackage } from '../sbom-document.ts'
import { conjunction } from './conjunction.ts'
import { imageProperties, type Property, packageProperties } from './properties.ts'

const { ComponentType } = Enums

/**
 * The SBOM as CycloneDX's model, without its files: the image as its subject, the operating system and the packages as components.
 * What a package brought is a component of it (CycloneDX calls that an assembly), so that nothing is there twice.
 *
 * Files are no objects of the model: with six collections each, they would take more time than all else. The writers
 * put them into what the library makes of the rest.
 */
export function cycloneDxBom(document: SbomDocument): Models.Bom {
  const image = imageComponent(document)
  const bom = new Models.Bom({
    serialNumber: `urn:uuid:${document.uuid}`,
    metadata: new Models.Metadata({
      timestamp: new Date(document.created),
      lifecycles: new Models.LifecycleRepository([Enums.LifecyclePhase.PostBuild]),
      tools: new Models.Tools({
        components: new Models.ComponentRepository([
          new Models.Component(ComponentType.Application, document.tool.name, { version: document.tool.version }),
        ]),
      }),
      component: image,
    }),
  })
  if (document.os !== null) {
    const os = osComponent(document.os)
    bom.components.add(os)
    image.dependencies.add(os.bomRef)
  }
  const packages = new Map(document.packages.map((found) => [found.id, packageComponent(found, document)]))
  for (const { id, broughtBy, dependsOn, root } of document.packages) {
    const component = packages.get(id)!
    const { components } = broughtBy === null ? bom : packages.get(broughtBy)!
    components.add(component)
    for (const dependency of dependsOn) component.dependencies.add(packages.get(dependency)!.bomRef)
    if (root && broughtBy === null) image.dependencies.add(component.bomRef)
  }
  return bom
}

function imageComponent({ image }: SbomDocument): Models.Component {
  return new Models.Component(ComponentType.Container, image.name, {
    // a package URL of its own would be that of a package where the image is called like one
    bomRef: 'image',
    version: image.version ?? undefined,
    purl: image.purl ?? undefined,
    hashes: new Models.HashDictionary(image.digest === null ? [] : [hashOf(image.digest)]),
    properties: propertiesOf(imageProperties(image)),
  })
}

/** Its name is os-release's ID, by which grype and trivy know it. */
function osComponent({ id, version, prettyName }: NonNullable<SbomDocument['os']>): Models.Component {
  return new Models.Component(ComponentType.OperatingSystem, id, {
    bomRef: 'os',
    version: version ?? undefined,
    description: prettyName ?? undefined,
  })
}

function packageComponent(found: SbomPackage, document: SbomDocument): Models.Component {
  const { group, name } = groupAndName(found)
  return new Models.Component(found.application ? ComponentType.Application : ComponentType.Library, name, {
    bomRef: found.id,
    group,
    version: found.version,
    purl: found.purl,
    licenses: new Models.LicenseRepository(licensesOf(found.licenses)),
    properties: propertiesOf(packageProperties(found, document)),
  })
}

/** npm's scopes, Composer's vendors and Maven's groups have a field of their own. */
function groupAndName({ type, name }: SbomPackage): { group?: string; name: string } {
  const separator = type === 'maven' ? ':' : type === 'npm' || type === 'composer' ? '/' : undefined
  const at = separator === undefined ? -1 : name.indexOf(separator)
  return at === -1 ? { name } : { group: name.slice(0, at), name: name.slice(at + 1) }
}

/**
 * CycloneDX takes one expression, or a list of single licenses. Of what is neither, a name beside an expression with operators, the
 * expression is listed by its text.
 */
function licensesOf(licenses: readonly SbomLicense[]): Models.License[] {
  const acknowledgement = Enums.LicenseAcknowledgement.Declared
  const expressions = licenses.flatMap((license) => ('expression' in license ? [license] : []))
  if (expressions.length === licenses.length && expressions.some(({ isLicenseId }) => !isLicenseId)) {
    const whole = new Models.LicenseExpression(conjunction(expressions.map(({ expression }) => expression)))
    whole.acknowledgement = acknowledgement
    return [whole]
  }
  return licenses.map((license) => {
    if ('name' in license) return new Models.NamedLicense(license.name, { acknowledgement })
    return license.isLicenseId
      ? new Models.SpdxLicense(license.expression, { acknowledgement })
      : new Models.NamedLicense(license.expression, { acknowledgement })
  })
}

function hashOf(digest: string): Models.Hash {
  const [algorithm, hex = ''] = digest.split(':')
  return [algorithm === 'sha512' ? Enums.HashAlgorithm['SHA-512'] : Enums.HashAlgorithm['SHA-256'], hex]
}

function propertiesOf(properties: readonly Property[]): Models.PropertyRepository {
  return new Models.PropertyRepository(properties.map(([name, value]) => new Models.Property(name, value)))
}
