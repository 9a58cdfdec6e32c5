import type { Environment } from '../../environment.ts'
import type { Answer } from '../command.ts'
import { commands } from '../commands.ts'
import { type Input, usage } from '../input.ts'

/** A script that completes commands and their options, made from the table of commands. */
export async function run(input: Input, _: Environment): Promise<Answer> {
  const shell = input.argument(0)
  if (shell !== 'bash' && shell !== 'zsh') throw usage(`"${shell}" is no shell known here: bash or zsh was expected.`)
  const script = shell === 'bash' ? bash() : `autoload -U +X bashcompinit && bashcompinit\n${bash()}`
  return { json: { shell, script }, text: script.split('\n'), good: true }
}

function bash(): string {
  const names = commands.map(({ name }) => name).join(' ')
  const cases = commands.map(({ name, options = [] }) => {
    const flags = [...options.map((option) => option.flags.split(' ')[0]), '--home', '--json', '--quiet', '--help']
    return `    ${name}) words="${flags.join(' ')}" ;;`
  })
  return [
    '_quorate() {',
    '  local word="${COMP_WORDS[COMP_CWORD]}" words',
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    '  esac',
    `  if [ "$COMP_CWORD" -eq 1 ]; then words="${names} --help --version"; fi`,
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    '  if [ ${#COMPREPLY[@]} -eq 0 ]; then COMPREPLY=($(compgen -f -- "$word")); fi',
    '}',
    'complete -F _quorate quorate',
  ].join('\n')
}
