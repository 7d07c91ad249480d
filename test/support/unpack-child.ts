// Unpacks an image as whoever runs this: `unpack-child.ts REFERENCE DIRECTORY`; prints what `imgpeek unpack --json` does.
import { unpack, withImage } from '../../src/index.ts'

const [reference = '', directory = ''] = process.argv.slice(2)
const options = { platform: 'linux/amd64', cache: false, env: {} }
const document = await withImage(reference, options, (inventory) => unpack(inventory, directory, { bundle: true }))
console.log(JSON.stringify(document))
