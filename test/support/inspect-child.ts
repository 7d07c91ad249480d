// The other side of inspect-in-child.ts.
import { ImgpeekError, inspectImage } from '../../src/index.ts'

const options = { platform: 'linux/amd64', cache: false, env: {} }
const outcome = await inspectImage(process.argv[2]!, options).then(
  ({ filesystem, warnings }) => ({ failure: null, files: filesystem.files, warnings }),
  (error: unknown) => {
    if (!(error instanceof ImgpeekError)) throw error
    return { failure: { exitCode: error.exitCode, message: error.message }, files: 0, warnings: [] }
  },
)
console.log(JSON.stringify({ ...outcome, peakBytes: process.resourceUsage().maxRSS * 1024 }))
