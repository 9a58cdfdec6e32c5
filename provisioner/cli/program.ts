import { Command as Program } from 'commander'
import type { Command } from './command.ts'
import { Input } from './input.ts'
import { version } from './version.ts'

/** Options that every command has. */
export interface Globals {
  readonly home?: string
  readonly json?: boolean
  readonly quiet?: boolean
}

type Run = (command: Command, input: Input, globals: Globals) => Promise<void>

/** The command line as a commander program: the table of commands, and nothing that a command does. */
export function programOf(commands: readonly Command[], run: Run): Program {
  const program = new Program('quorate')
    .description('A consortium whose members trust nobody, and whose history anyone can check.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .showSuggestionAfterError()
    .helpCommand(false)
    .addHelpText('after', '\nStart with `quorate demo`. `quorate explain CODE` tells more about any error.')
  for (const command of commands) program.addCommand(subcommand(command, run))
  return withGlobals(program)
}

function subcommand(command: Command, run: Run): Program {
  const program = withGlobals(new Program(command.name))
    .description(command.says)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .addHelpText('after', `\nExample:\n  ${command.example}`)
  if (command.takes !== undefined) program.arguments(command.takes)
  for (const { flags, says } of command.options ?? []) program.option(flags, says)
  return program.action(async (...received: unknown[]) => {
    const options = program.optsWithGlobals()
    const positional = received.slice(0, -2) as (string | string[] | undefined)[]
    await run(command, new Input(positional, options), options)
  })
}

/** Taken before the command's name as well as after it. */
function withGlobals(program: Program): Program {
  return program
    .option('--home <dir>', 'one member’s folder (QUORATE_HOME, default .quorate)')
    .option('--json', 'print exactly one JSON document on stdout')
    .option('--quiet', 'no progress on stderr')
}
