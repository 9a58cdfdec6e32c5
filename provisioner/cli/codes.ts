import { agentFindingCodes } from '../../network/agent/action.ts'
import { besuProblemCodes } from '../../network/besu/problem-codes.ts'
import { directoryCodes } from '../../network/ceremony/directory-codes.ts'
import { ceremonyCodes } from '../../network/ceremony/problem-codes.ts'
import { evidenceFindings } from '../../network/checkpoint/verdict-texts.ts'
import { problemCodes } from '../../network/consortium/problem-codes.ts'
import { logFindingCodes } from '../../network/governance/log/log-codes.ts'
import { anchorFindingCodes } from '../status/anchor-findings.ts'
import { findingCodes } from '../status/findings.ts'
import { nodeCodes } from './node-codes.ts'
import { doctorFindingCodes } from '../../network/doctor/codes.ts'
import { refusalCodes } from './refusal-codes.ts'

interface Code {
  readonly says: string
  /** 2 where the input or usage was wrong; 1, refused, where it is not given. */
  readonly exit?: 2
}

/** Every code that stops a command, with what it means. */
export const codes: Readonly<Record<string, Code>> = {
  USAGE: { says: 'The command line is not one the command takes.', exit: 2 },
  INPUT_PROBLEMS: {
    says: 'What was given has problems; each is listed with its place, and nothing was changed.',
    exit: 2,
  },
  FILE_UNREADABLE: { says: 'A file that was named cannot be read.', exit: 2 },
  FILE_EXISTS: { says: 'A file of another content stands where one was to be written; files are never overwritten.' },
  FILE_UNWRITABLE: { says: 'A file could not be written where it was to stand.' },
  CODE_UNKNOWN: { says: 'No error, problem or contract of quorate has this code.', exit: 2 },
  SOLC_ABSENT: { says: 'Judging an upgrade takes the pinned Solidity compiler, an optional dependency.' },
  SOURCES_BROKEN: { says: 'The sources of an upgrade do not compile.', exit: 2 },
  UPGRADE_BASE: {
    says: 'An upgrade has to go on from the code that stands: only its sources say where it keeps its state.',
  },
  UPGRADE_OVERTAKEN: { says: 'The code that an upgrade was judged against was changed after it was proposed.' },
  MEMBER_UNKNOWN: { says: 'The description has no member of this name.', exit: 2 },
  HOME_ABSENT: { says: 'No member’s home stands in this folder.', exit: 2 },
  HOME_EXISTS: { says: 'Something stands where a home was to be made; homes are never overwritten.' },
  HOME_DAMAGED: {
    says: 'A file of the home is missing, cut short or changed. Nothing is repaired by guessing: restore it.',
  },
  HOME_PERMISSIONS: { says: 'A file with keys in it is open to other users of the machine.' },
  HOME_NEWER: { says: 'The home was written by a later release.' },
  HOME_BUSY: { says: 'Another command works in this home; one at a time.' },
  HOME_KDF_WEAK: { says: 'Keys outside a rehearsal must be encrypted at full strength.' },
  HOME_UNPLACEABLE: { says: 'A home is moved into place whole, and this place does not allow it.' },
  HOME_UNREADABLE: { says: 'The home cannot be read.' },
  HOME_UNWRITABLE: { says: 'The home cannot be written.' },
  HOME_BUILD_LOST: { says: 'Two inits for one place ran at once, and this one lost.' },
  HOME_OF_OTHER_NETWORK: { says: 'The home belongs to another network; it belongs to one for ever.' },
  JOURNAL_DAMAGED: { says: 'The journal was changed after it was written; each line covers the one before.' },
  JOURNAL_MOVED: { says: 'The journal grew while it was open here.' },
  HOLDER_OUTDATED: { says: 'A later holder of the home’s lock made steps already.' },
  KEYSTORE_DAMAGED: { says: 'An encrypted key is cut short, changed, or not the recorded one.' },
  KEYSTORE_KDF_REFUSED: { says: 'A key file asks for a derivation that no honest one needs.' },
  WRONG_PASSPHRASE: { says: 'The passphrase does not open the keys.' },
  PASSPHRASE_MISSING: { says: 'A passphrase is needed, from a terminal or a file; never from an argument.', exit: 2 },
  PASSPHRASE_EMPTY: { says: 'An empty passphrase protects nothing.', exit: 2 },
  PASSPHRASE_SHORT: { says: 'A passphrase outside a rehearsal has at least twelve characters.', exit: 2 },
  PASSPHRASE_MISMATCH: { says: 'The passphrase was typed differently the second time.', exit: 2 },
  PASSPHRASE_UNREADABLE: { says: 'The file with the passphrase cannot be read.', exit: 2 },
  PASSPHRASE_PERMISSIONS: { says: 'The passphrase file is open to other users of the machine.' },
  SIGNER_UNREACHABLE: {
    says: 'The service that keeps a key does not answer; nothing is signed by another key instead.',
  },
  SIGNER_REFUSED: { says: 'The service that keeps a key refuses to sign.' },
  SIGNER_FILE_PERMISSIONS: {
    says: 'A file by which a service signs for the member is open to other users of the machine.',
  },
  SIGNER_FALSE: { says: 'The service that keeps a key answered with a signature of something, or somebody, else.' },
  SIGNER_CANNOT: { says: 'The service that keeps a key does not do what was asked of it.' },
  OFFICER_PROOF_AWAITED: { says: 'A card waits for the signature of an officer whose key is not in this home.' },
  NODE_PROOF_AWAITED: { says: 'A card waits for the signatures of nodes whose keys are in an HSM.' },
  PROOF_OTHER: { says: 'A signature that was made elsewhere is not of this card, or not by this key.' },
  PIN_PERMISSIONS: { says: 'The file with a token’s PIN is open to other users of the machine.' },
  PIN_EMPTY: { says: 'The file that should hold a token’s PIN holds none.' },
  KEY_ELSEWHERE: { says: 'The key is in an HSM: nothing that needs it here can be done.' },
  CARD_NOT_OURS: { says: 'A founder signs only what holds its own card, byte for byte.' },
  CONTRACTS_DIFFER: { says: 'Two releases with other contracts derive other networks; founders need the same one.' },
  FOUNDING_DIFFERS: {
    says: 'The founding does not follow from what it embeds; who made it changed it, or runs a changed kit.',
  },
  FOUNDING_UNEXPECTED: { says: 'The founding is not the one that was named with --expect.' },
  GENESIS_REVERTED: {
    says: 'A contract refused a step of genesis; a checked description with checked cards never does that.',
  },
  NETWORK_ABSENT: { says: 'The folder belongs to no network that stands.', exit: 2 },
  NETWORK_UNEXPECTED: { says: 'The file to join from is not of the network that --expect names.' },
  DIRECTORY_UNVOUCHED: {
    says: 'A directory stands on its giver’s word, and nothing here knows the key that signed it as an active member’s agent.',
  },
  AMENDMENTS_DIFFER: {
    says: 'A directory says of what was decided since the founding what cannot be of the chain that is known here.',
  },
  NETWORK_OTHER: { says: 'What answers there holds another network’s state.' },
  CHAIN_OTHER: { says: 'What answers there is on another chain.' },
  CHAIN_REFUSED: { says: 'The contracts or the node refused a transaction before it was signed; nothing was sent.' },
  TRANSACTION_KEPT: {
    says: 'The node refused a transaction that is signed and journalled: it is given to it again, and may yet be carried out.',
  },
  CHAIN_NOT_STARTED: { says: 'A development chain ended before it was ready.' },
  CHAIN_NOT_WANTED: { says: 'Whoever started a development chain was stopped before the chain came up.' },
  RPC_UNREACHABLE: { says: 'No node answers at the address.' },
  PORT_IN_USE: { says: 'Something else listens on the port.' },
  PORT_REFUSED: { says: 'The system does not let this user listen on the port.' },
  HARDHAT_ABSENT: { says: 'The embedded target runs on hardhat, which is an optional dependency.' },
  TRANSACTION_REVERTED: { says: 'The state changed between the estimate and the block.' },
  TRANSACTION_OVERTAKEN: { says: 'The relayer’s nonce was taken by a transaction that this home did not sign.' },
  PUBLIC_CHAIN_ABSENT: { says: 'The home knows no address of a public chain.', exit: 2 },
  PUBLIC_CHAIN_UNKNOWN: { says: 'Members anchor to the chains that the description names, and to no other.', exit: 2 },
  PUBLIC_CHAIN_FAILED: { says: 'A public chain’s node failed in the midst of work; what was sent is journalled.' },
  PUBLIC_CALL_REPEATED: {
    says: 'A node of the public chain does not show what it took, and would have it paid for again and again.',
  },
  TRANSACTION_UNMINED: { says: 'A transaction waits; it is sent again by the next command, and by the agent.' },
  PROPOSAL_UNKNOWN: { says: 'No proposal, or more than one, begins with this id.', exit: 2 },
  PROPOSAL_FORGED: { says: 'A node showed calls that do not hash to the proposal’s id.' },
  PROPOSAL_NOT_OPEN: { says: 'Votes are cast between the taking of the roll and the end of the vote.' },
  PROPOSAL_NOT_EXECUTABLE: { says: 'Only a proposal that passed, and waited out its timelock, can be executed.' },
  OFFLINE_NEEDS_KEY: { says: 'What was asked for needs a key at hand, and cannot be prepared to be signed elsewhere.' },
  TRANSACTIONS_FAULTY: { says: 'A file of prepared transactions shows one thing and holds another.' },
  TRANSACTION_OTHER: { says: 'What was signed elsewhere is not what was prepared here; it is not sent.' },
  TRANSACTION_STALE: { says: 'The account has used the prepared nonce for something else meanwhile.' },
  TRANSACTION_AHEAD: { says: 'No block can take it: what has the nonces before it is in none yet, or nowhere.' },
  TRANSACTION_GAS: { says: 'The prepared transaction has less gas than it needs now, or more than a block holds.' },
  REMOVAL_LEAVES_TOO_FEW: {
    says: 'A member whose validators leave fewer than four cannot be removed; others add theirs first.',
  },
  REMOVAL_ENDS_HANDOVERS: {
    says: 'Too few of the signer set would be left to hand it over; fewer have to sign first, or some to be reinstated.',
  },
  REMOVAL_EMPTIES_CHAMBER: {
    says: 'The last active member of a chamber cannot be removed: the chamber’s say would vanish.',
  },
  TEXT_OTHER: { says: 'The file’s text and salt do not give the commitment on chain.' },
  CHECKPOINT_SIGNED_ANOTHER: { says: 'A member signs one checkpoint of a sequence, ever; two were asked for.' },
  PASS_STANDS: { says: 'The member gave this other one a pass to the device before, and it is valid.' },
  RECORD_UNKNOWN: { says: 'The vault holds no record of this id.', exit: 2 },
  CHECKPOINT_NO_LATER: { says: 'That history goes on is shown by a later checkpoint, and none is signed yet.' },
  RECORD_NOT_COVERED: { says: 'A record is proven by a checkpoint that came after it; none has yet.' },
  ANCHOR_ABSENT: { says: 'No contract of this network stands on the public chain yet.' },
  BACKUP_DAMAGED: { says: 'The backup is cut short, changed, or of no whole home; nothing was written from it.' },
  BACKUP_NEWER: { says: 'The backup was made by a later release.' },
  BACKUP_OTHER: {
    says: 'The backup is of something else: a vault for a home, or another member’s or network’s vault.',
  },
  CLOCK_BEHIND: { says: 'By this machine’s clock the backup was made in the future; nothing was written from it.' },
  TWIN_POSSIBLE: {
    says: 'A restored home starts no node until its old nodes are surely gone: a validator must not run twice.',
  },
  TWIN_SEEN: { says: 'A key of a restored home makes or seals blocks elsewhere: the old node still runs.' },
  TWIN_UNCLEAR: { says: 'The blocks that were shown do not tell whether the old node still runs.' },
  VAULT_LEFTOVER: { says: 'Beside the place of a vault stands what belongs to another; it would be played into it.' },
  VAULT_TOO_LARGE: { says: 'A backup holds one vault in one piece, and this one is longer than that.' },
  VAULT_DAMAGED: { says: 'The file that keeps values and salts is damaged; what stands on chain is untouched.' },
  EVIDENCE_MALFORMED: { says: 'The file is not evidence of a form that this release reads; nothing in it was judged.' },
  RELAYER_FEE_HIGH: {
    says: 'What a node of the public chain suggests is a greater part of the relayer’s purse than member.yaml allows.',
  },
  RELAYER_UNFUNDED: { says: 'Anchoring costs gas on the public chain, and the relayer has none.' },
  ...nodeCodes,
  REHEARSAL_ABSENT: { says: 'The folder holds no rehearsal.', exit: 2 },
  REHEARSAL_BUSY: { says: 'Another command is starting or stopping this rehearsal; one at a time.' },
  FOLDER_TAKEN: { says: 'A rehearsal needs a folder of its own: `down --erase` removes all of it.' },
  REHEARSAL_OTHER: { says: 'The folder holds a rehearsal of another description, or on another target.' },
  REHEARSAL_OPTIONS: { says: 'A rehearsal in a cluster is played by a member.yaml that fits every member.', exit: 2 },
  COMMAND_FAILED: { says: 'A command that a rehearsal ran ended without an answer.' },
  INTERRUPTED: { says: 'The command was stopped by Ctrl-C or another signal; what was done is kept.' },
  EMERGENCY_OF_OTHER_NETWORK: {
    says: 'An emergency action is of another network than the home that was to sign or bring it.',
  },
  EMERGENCY_SIGNATURE_OTHER: { says: 'A signature was given with another emergency action than the one it is of.' },
  EMERGENCY_SIGNATURE_REFUSED: {
    says: 'A member’s present officer, a key or an ERC-1271 contract, does not stand behind the signature in its file.',
  },
  LOG_KIND_UNKNOWN: { says: 'The governance log has an entry that only a later release understands.' },
  LOG_OF_OTHER_NETWORK: { says: 'The copy of a governance log is of another network.' },
  BUG: { says: 'quorate itself failed; please report it.' },
}

/** What a code means: of an error, a problem, or a contract’s refusal. */
export function explanationOf(code: string): string | undefined {
  return codes[code]?.says ?? texts[code]
}

export function knownCodes(): string[] {
  return [...Object.keys(codes), ...Object.keys(texts)].sort()
}

const texts: Readonly<Record<string, string>> = {
  // The agent's words for the three names that they share come after.
  ...doctorFindingCodes,
  ...problemCodes,
  ...ceremonyCodes,
  ...directoryCodes,
  ...refusalCodes,
  ...findingCodes,
  ...evidenceFindings,
  ...anchorFindingCodes,
  ...logFindingCodes,
  ...besuProblemCodes,
  ...agentFindingCodes,
}
