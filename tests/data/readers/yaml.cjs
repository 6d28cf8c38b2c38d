// Reads cases.yaml with npm's yaml, as YAML 1.2 and as YAML 1.1; exits with 0 if all is as expected.
const fs = require('fs')
const path = require('path')
const yaml = require('yaml')
const tell = require('./tell.cjs')

const folder = process.argv[2]
const expected = JSON.parse(fs.readFileSync(path.join(folder, 'expected-yaml.json'), 'utf8'))
const text = fs.readFileSync(path.join(folder, 'cases.yaml'), 'utf8')
let wrong = 0
for (const version of ['1.2', '1.1']) {
  const documents = yaml.parseAllDocuments(text, { version, intAsBigInt: true, uniqueKeys: true })
  if (documents.length !== expected.length) {
    console.log(`${version}: ${documents.length} documents instead of ${expected.length}`)
    wrong++
  }
  documents.forEach((document, index) => {
    if (wrong > 5) return
    for (const problem of [...document.errors, ...document.warnings]) {
      console.log(`${version}: document ${index}: ${problem.message}`)
      wrong++
    }
    const have = JSON.stringify(tell(document.toJS({ mapAsMap: true, maxAliasCount: 0 })))
    const want = JSON.stringify(expected[index])
    if (have !== want) {
      console.log(`${version}: document ${index}\n  want ${want}\n  have ${have}`)
      wrong++
    }
  })
}
console.log(`yaml read ${expected.length} documents`)
process.exit(wrong > 0 ? 1 : 0)
