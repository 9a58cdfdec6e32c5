/** Every code of a problem in consortium.yaml or member.yaml, with one sentence for `quorate explain`. */
export const problemCodes = {
  FILE_TOO_LARGE: 'The file is larger than 1 MiB, which no honest description is; it was not read.',
  FILE_EMPTY: 'The file says nothing: it is empty or holds comments only.',
  YAML_INVALID: 'The text is not YAML, so nothing else in it could be judged.',
  YAML_TOO_DEEP: 'Lists and mappings are nested deeper than 32 levels.',
  YAML_MANY_DOCUMENTS: 'One file holds one document; `---` begins another one.',
  YAML_DUPLICATE_KEY: 'One mapping has the same key twice, and readers of YAML differ in which of them counts.',
  YAML_ALIAS: 'Anchors, aliases and merge keys are refused: what a reader sees has to be what stands there.',
  YAML_TAG: 'Tags such as !!int are refused: the schema alone says what a value is.',
  YAML_DIRECTIVE: 'Directives such as %YAML or %TAG are refused: they change how the text is read.',
  YAML_KEY_INVALID:
    'A key has to be one line of at most 64 characters, and not a name that JavaScript gives to prototypes.',
  TOO_MANY_PROBLEMS: 'The file has more problems than are worth showing; the first ones are shown.',
  FIELD_UNKNOWN: 'The schema is closed, so that a misspelt field is never silently ignored.',
  FIELD_MISSING: 'A field that has no default is absent or empty.',
  FIELD_INVALID: 'A value is not of the form the field asks for.',
  NUMBER_IN_HEX:
    'Numbers are written in decimal; hexadecimal is kept as text so that an address is never read as a number.',
  NAME_DUPLICATE: 'Two members, nodes, chambers or public chains have one name.',
  CHAIN_ID_TAKEN:
    'The chain id belongs to a well-known chain: wallets would confuse the two, and transactions could be replayed.',
  PUBLIC_CHAIN_DUPLICATE: 'A public chain is named twice, or is the consortium chain itself.',
  REQUEST_TIMEOUT_SHORT:
    'A request timeout below twice the block period changes rounds while blocks are still on their way.',
  VALIDATORS_TOO_FEW: 'QBFT needs four validators to survive the loss of one.',
  MEMBER_CAPTURES: 'One member alone would run a quorum of validators and could write any block.',
  CHAMBER_UNKNOWN: 'A member or a rule names a chamber that the list of chambers does not have.',
  CHAMBER_EMPTY: 'A chamber without a member can never pass anything, nor use its veto.',
  CHAMBER_WITHOUT_RULE: 'Every chamber needs a rule in every class of decision, of its own or from `default`.',
  RULE_INCOMPLETE: 'A class of decision lacks a part that neither it nor `default` gives.',
  CHAMBERS_NEEDED_TOO_MANY: 'More chambers would have to pass a decision than there are.',
  UPGRADE_WEAKER: 'An upgrade can change every other rule, so it must not be easier to pass than any of them.',
  THRESHOLD_TOO_HIGH: 'More members would have to sign a checkpoint than there are.',
  THRESHOLD_TOO_LOW: 'With half of the members or fewer, two different checkpoints could both be signed.',
  CHECKPOINT_TOO_OFTEN: 'A checkpoint window has to hold at least five blocks.',
  EMERGENCY_SIGNERS_TOO_MANY: 'An emergency action would need more signatures than there are members to give them.',
  EMERGENCY_LAPSE_SHORT: 'An emergency action would lapse before a vote could ratify it.',
  REASSESSMENT_TOO_EARLY: 'The reassessment of data protection has to fall after the founding.',
  ENDPOINT_INSECURE: 'Off the loopback interface an endpoint has to use TLS, or anyone on the way can answer for it.',
  ENDPOINT_UNKNOWN: 'An endpoint is given for a public chain that the consortium does not anchor to.',
  NODE_STRANGE: 'Something is chosen for a node that no member has.',
  PORTS_OVERLAP: 'Two kinds of port are so near to each other that those of further nodes would meet.',
  HSM_PIN_ABSENT: 'A node’s key is in an HSM, and nothing says where Besu finds the PIN.',
  HSM_PLUGINS_ELSEWHERE: 'A pod has what its image has: a folder of the operator’s machine is not there.',
  SECRET_IN_FILE: 'A password stands in a URL; options files are read and copied by people and tools, so it must not.',
} as const

export type ProblemCode = keyof typeof problemCodes
