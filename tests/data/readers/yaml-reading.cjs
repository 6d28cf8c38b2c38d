// Reads each text of texts.json with npm's yaml, as YAML 1.2; writes what it reads, or null where it refuses, to readings.json.
const fs = require('fs')
const path = require('path')
const yaml = require('yaml')
const tell = require('./tell.cjs')

// Keys are text here; what is none to the other is not compared.
function named(value) {
  if (Array.isArray(value)) return value.every(named)
  return !(value instanceof Map) || [...value].every(([name, item]) => typeof name === 'string' && named(item))
}

const folder = process.argv[2]
const texts = JSON.parse(fs.readFileSync(path.join(folder, 'texts.json'), 'utf8'))
const readings = texts.map(text => {
  try {
    const documents = yaml.parseAllDocuments(text, { version: '1.2', schema: 'core', intAsBigInt: true, uniqueKeys: true, logLevel: 'silent' })
    if (!Array.isArray(documents) || documents.some(document => document.errors.length + document.warnings.length > 0)) return null
    const values = documents.map(document => document.toJS({ mapAsMap: true, maxAliasCount: -1 }))
    return values.every(named) ? values.map(tell) : null
  } catch (error) {
    return null
  }
})
fs.writeFileSync(path.join(folder, 'readings.json'), JSON.stringify(readings))
console.log(`yaml read ${readings.filter(reading => reading !== null).length} of ${texts.length} texts`)
