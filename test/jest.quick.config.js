import all from './jest.config.js'

/** What `npm run check` leaves to `npm test`: processes, compilers, kills, and the long searches for a false accept. */
const slow = [
  '/e2e/',
  '/live/',
  '/charts/',
  'targets/(process|docker|kubernetes)',
  '/contracts/(generated|public-abi)',
  'model/(two-chambers|three-chambers|mutations|refusals)',
  'anchors/look-up-on-chain',
  'backup/',
  'chain/send\\.',
  'ceremony/approvals',
  'ceremony/card-file',
  'ceremony/directory',
  'ceremony/check-lock',
  'ceremony/coordinator',
  'ceremony/found\\.',
  'checkpoint/file-nodes',
  'checkpoint/history-log',
  'checkpoint/mutations',
  'checkpoint/seals\\.',
  'checkpoint/sign-once',
  'genesis/(state-of|powers-in)-genesis',
  'checkpoint/(evidence-log|privacy-rules)',
  'home/home-kill',
  'maintenance/roll-node',
  'journal/journal\\.',
  'provisioner/doctor',
  'vault/vault\\.',
  'render/entry-script',
  'signers/keystore\\.',
  'verifier/',
]

export default { ...all, testPathIgnorePatterns: slow }
