// Writes the gate's report under the pull request that the workflow runs for, or updates the comment that an earlier run has left.
// Never fails a job: a pull request from a fork has no right to comment, and the verdict is the gate's to give.
//
//   COMMENT_FILE   the report, Markdown
//   COMMENT_ID     tells the comments of several gates apart
//   GITHUB_TOKEN and the runner's GITHUB_API_URL, GITHUB_REPOSITORY and GITHUB_EVENT_PATH
import { readFileSync } from 'node:fs'

const { COMMENT_FILE, COMMENT_ID, GITHUB_TOKEN, GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_EVENT_PATH } = process.env

/** As many pages of a hundred comments are looked through. */
const MOST_PAGES = 30

/** GitHub's limit for the text of a comment, in characters. */
const MOST_CHARACTERS = 65_536

try {
  await comment()
} catch (error) {
  console.log(`::warning::imgpeek could not comment on the pull request: ${error.message}`)
}

async function comment() {
  const number = JSON.parse(readFileSync(GITHUB_EVENT_PATH, 'utf8')).pull_request?.number
  if (number === undefined) return console.log('This run is for no pull request: there is nothing to comment on.')
  const report = readReport()
  if (report === undefined) return console.log('There is no report to comment with.')
  const mark = `<!-- imgpeek-gate:${COMMENT_ID.replace(/[^\w.-]/g, '-')} -->`
  const body = `${mark}\n${report}`.slice(0, MOST_CHARACTERS)
  const earlier = await earlierComment(number, mark)
  if (earlier === undefined) await request('POST', `issues/${number}/comments`, { body })
  else if (earlier.body !== body) await request('PATCH', `issues/comments/${earlier.id}`, { body })
}

function readReport() {
  try {
    return readFileSync(COMMENT_FILE, 'utf8')
  } catch (error) {
    if (error.code !== 'ENOENT') throw error
  }
}

async function earlierComment(number, mark) {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const comments = await request('GET', `issues/${number}/comments?per_page=100&page=${page}`)
    const ours = comments.find(({ body }) => body?.startsWith(mark))
    if (ours !== undefined || comments.length < 100) return ours
  }
}

async function request(method, path, content) {
  const response = await fetch(`${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${GITHUB_TOKEN}`,
      'x-github-api-version': '2022-11-28',
    },
    ...(content && { body: JSON.stringify(content) }),
  })
  if (response.ok) return response.json()
  if (response.status === 403 || response.status === 404)
    throw new Error('the token has no right to; from a fork that is so, else give the job pull-requests: write.')
  throw new Error(`GitHub answered ${response.status}.`)
}
