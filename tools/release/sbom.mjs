// Writes the software bill of materials of a project as CycloneDX 1.6 JSON to standard output, or a text with the licences:
// node tools/release/sbom.mjs ASSETS [--notices]. ASSETS is the file project.assets.json, in which NuGet writes what it restored. Equal
// restored packages give equal text, so it contains no date.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const [file, mode] = process.argv.slice(2)
if (!file || (mode && mode !== '--notices')) {
  console.error('usage: node tools/release/sbom.mjs ASSETS [--notices]')
  process.exit(2)
}

const { targets, libraries, packageFolders, project } = JSON.parse(readFileSync(file, 'utf8'))
const { restore } = project
// A project that is published for a system also has a target without the system, which comes first.
const target = Object.values(targets).at(-1)
const folders = Object.keys(packageFolders)
const byText = (left, right) => (left < right ? -1 : left > right ? 1 : 0)

/** The path of a file of a package. */
const inPackage = (name, version, file) => {
  const found = folders.map(folder => join(folder, name.toLowerCase(), version.toLowerCase(), file)).find(existsSync)
  if (!found) throw new Error(`${name} ${version} has no file ${file} in ${folders.join(', ')}`)
  return found
}

/** The text of the first element with a name. */
const element = (xml, name) => new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}>`).exec(xml)?.[1].trim()

const describe = (name, version) => {
  const xml = readFileSync(inPackage(name, version, `${name.toLowerCase()}.nuspec`), 'utf8')
  const hash = readFileSync(inPackage(name, version, `${name.toLowerCase()}.${version.toLowerCase()}.nupkg.sha512`), 'utf8')
  return {
    license: /<license type="expression">([^<]*)</.exec(xml)?.[1],
    licenseUrl: element(xml, 'licenseUrl'),
    copyright: element(xml, 'copyright') ?? element(xml, 'authors'),
    url: element(xml, 'projectUrl'),
    sha512: Buffer.from(hash, 'base64').toString('hex')
  }
}

const reference = (name, version) => `pkg:nuget/${name}@${version}`

const library = (name, version, isRequired) => {
  const { license, licenseUrl, copyright, url, sha512 } = describe(name, version)
  return {
    type: 'library',
    'bom-ref': reference(name, version),
    name,
    version,
    scope: isRequired ? 'required' : 'excluded',
    hashes: [{ alg: 'SHA-512', content: sha512 }],
    licenses: license ? [{ expression: license }] : licenseUrl ? [{ license: { name: 'see url', url: licenseUrl } }] : [],
    ...(copyright && { copyright }),
    purl: reference(name, version),
    ...(url && { externalReferences: [{ type: 'website', url }] })
  }
}

const ours = (name, version) => ({
  type: 'library',
  'bom-ref': reference(name, version),
  name,
  version,
  scope: 'required',
  licenses: [{ expression: 'MIT' }],
  purl: reference(name, version)
})

// Packages without an assembly, such as analyzers, take part in the build only.
const runs = ({ runtime = {}, native = {}, runtimeTargets = {} }) =>
  Object.keys({ ...runtime, ...native, ...runtimeTargets }).some(path => !path.endsWith('_._'))

const restored = Object.entries(target).map(([key, entry]) => {
  const [name, version] = key.split('/')
  const { type, msbuildProject } = libraries[key]
  return { name, version, entry, isOurs: type === 'project', project: msbuildProject && resolve(dirname(restore.projectPath), msbuildProject) }
})
// The part of .NET that is linked into a native file. NuGet restores it beside the graph of packages.
const packs = Object.values(project.frameworks)
  .flatMap(({ downloadDependencies = [] }) => downloadDependencies)
  .map(({ name, version }) => ({ name, version: /^\[([^,]+),/.exec(version)[1] }))
  .filter(({ name }) => name.includes('.Runtime.NativeAOT.'))

const components = [
  ...restored.map(({ name, version, entry, isOurs }) => (isOurs ? ours(name, version) : library(name, version, runs(entry)))),
  ...packs.map(({ name, version }) => library(name, version, true))
].sort((left, right) => byText(left['bom-ref'], right['bom-ref']))

/** The texts of the licences and notices in a package. For MIT, the text of the licence follows the package's copyright. */
const texts = (name, version, license, copyright) => {
  const folder = dirname(inPackage(name, version, `${name.toLowerCase()}.nuspec`))
  const files = readdirSync(folder).filter(file => /^(licen[cs]e|third-?party-?notices)/i.test(file)).sort(byText)
  const own = files.map(file => readFileSync(join(folder, file), 'utf8').trim())
  if (license !== 'MIT' || files.some(file => /^licen/i.test(file))) return own
  const mit = readFileSync(join(dirname(fileURLToPath(import.meta.url)), '../../LICENSE'), 'utf8')
  return [`MIT License\n\n${copyright ?? ''}\n\n${mit.slice(mit.indexOf('Permission is hereby granted')).trim()}`, ...own]
}

const notices = () => {
  const lines = []
  for (const { name, version, licenses, copyright, externalReferences, scope, hashes } of components) {
    if (scope !== 'required' || !hashes) continue
    const license = licenses[0]?.expression ?? licenses[0]?.license.url
    lines.push(`${'='.repeat(80)}\n${name} ${version}\n${externalReferences?.[0].url ?? ''}\nLicence: ${license}\n`)
    for (const text of texts(name, version, license, copyright)) lines.push(`${text}\n`)
  }
  return lines.join('\n')
}

const own = { name: restore.projectName, version: project.version }
const versions = new Map(restored.map(({ name, version }) => [name, version]))
const direct = [
  ...Object.values(project.frameworks).flatMap(({ dependencies = {} }) => Object.keys(dependencies)),
  ...Object.values(restore.frameworks).flatMap(({ projectReferences = {} }) =>
    Object.keys(projectReferences).map(path => restored.find(({ project }) => project === path)?.name)
  )
].filter(name => versions.has(name))
const dependencies = [
  {
    ref: reference(own.name, own.version),
    dependsOn: [...direct.map(name => reference(name, versions.get(name))), ...packs.map(({ name, version }) => reference(name, version))].sort(byText)
  },
  ...[...restored, ...packs]
    .map(({ name, version, entry }) => ({
      ref: reference(name, version),
      dependsOn: Object.keys(entry?.dependencies ?? {}).filter(one => versions.has(one)).map(one => reference(one, versions.get(one))).sort(byText)
    }))
    .sort((left, right) => byText(left.ref, right.ref))
]

const content = { component: { ...ours(own.name, own.version), type: 'application', scope: undefined }, components, dependencies }
const digest = createHash('sha256').update(JSON.stringify(content)).digest('hex')
const serial = `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`
const list = () =>
  JSON.stringify(
    {
      $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      serialNumber: serial,
      version: 1,
      metadata: { component: content.component },
      components,
      dependencies
    },
    null,
    2
  )

console.log(mode === '--notices' ? notices() : list())
