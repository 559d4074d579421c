// Prints the score of a mutation report by folder as a Markdown table, and then each mutant that no test killed.
import { readFileSync } from 'node:fs'

const { files } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const counted = ['Killed', 'Timeout', 'Survived', 'NoCoverage']
const mutants = Object.entries(files).flatMap(([path, { source, mutants }]) => {
  const place = path.replace(/^.*src\/Core\//, '')
  const lines = source.split('\n')
  return mutants.filter(({ status }) => counted.includes(status)).map(mutant => ({ ...mutant, place, folder: place.includes('/') ? place.split('/')[0] : '.', line: lines[mutant.location.start.line - 1].trim() }))
})

const row = (name, of) => {
  const [killed, timeout, survived, uncovered] = counted.map(status => of.filter(mutant => mutant.status === status).length)
  return `| ${name} | ${of.length} | ${killed} | ${timeout} | ${survived} | ${uncovered} | ${(100 * (killed + timeout) / of.length).toFixed(1)} % |`
}
console.log('| folder | mutants | killed | timed out | survived | not covered | score |\n|---|---|---|---|---|---|---|')
for (const folder of [...new Set(mutants.map(({ folder }) => folder))].sort()) console.log(row(folder, mutants.filter(mutant => mutant.folder === folder)))
console.log(row('all', mutants) + '\n')
for (const { place, location, status, mutatorName, replacement, line } of mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage'))
  console.log(`${place}:${location.start.line}:${location.start.column} ${status} ${mutatorName}\n    ${line}\n    ${(replacement ?? '').replace(/\s+/g, ' ')}`)
