import { type Command, Option } from 'commander';
import { channelNamed } from '../../queries/channels.ts';
import { oneMore } from './options.ts';

/** The options that choose contacts. Each may be repeated: a contact of any of the names is chosen. */
export interface ContactOptions {
  readonly queue?: readonly string[];
  readonly channel?: readonly string[];
  readonly agent?: readonly string[];
}

export function addContactOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--queue <name>', 'contacts of this queue only; may be repeated').argParser(
        oneMore('the name of a queue'),
      ),
    )
    .addOption(
      new Option(
        '--channel <name>',
        'contacts of this channel only: VOICE, CHAT, EMAIL, TASK; may be repeated',
      ).argParser((name: string, before?: readonly string[]) =>
        oneMore('the name of a channel')(channelNamed(name), before),
      ),
    )
    .addOption(
      new Option('--agent <name>', 'contacts of this agent only; may be repeated').argParser(
        oneMore('the name of an agent'),
      ),
    );
}
