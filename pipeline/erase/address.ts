import type { Sought } from './sought.ts';

/** By what a person can be reached, and so be named when their data is to be erased. */
export interface Address {
  readonly kind: 'phone' | 'email' | 'sip' | 'uri';
  /** As it is looked for. */
  readonly text: string;
}

/** E.164 has 15 digits at most. With fewer than 7 it is an extension, which many have. */
const PHONE = /^\+?[0-9]{7,15}$/;
/** What people put between digits (ITU-T E.123). */
const SEPARATORS = /[\s\-.()/]/g;

const ATOM = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
const LABEL = '[\\p{L}\\p{M}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]*[\\p{L}\\p{M}\\p{N}])?';
const DOMAIN = `${LABEL}(?:\\.${LABEL})+`;
/** RFC 5322 addr-spec without quoted strings, and with letters beyond ASCII (RFC 6532). */
const EMAIL = new RegExp(`^${ATOM}(?:\\.${ATOM})*@${DOMAIN}$`, 'u');
/** RFC 3261, 19.1.1: a user at a host; a port, parameters and headers may follow. */
const SIP = new RegExp(
  `^sips?:[^\\s@<>"]+@(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-f:.]+\\])(?::[0-9]+)?(?:[;?][^\\s<>"]*)?$`,
  'iu',
);
/** RFC 3986. */
const URI = /^([a-z][a-z0-9+.-]+):([^\s<>"\\^`{|}]+)$/iu;
/** RFC 3860, RFC 6121: somebody at a host. */
const AT_HOST = /^[^@/?#]+@[^@/?#]+$/;
/** Of a page: what says whose it is follows the host. */
const PAGE = new RegExp(`^https?://${DOMAIN}(?::[0-9]+)?(?:/|(?=[?#]))[^\\s]+$`, 'iu');
const HOST_OF_PAGE = /^https?:\/\/[^/?#]*/i;
/** What stands in angle brackets behind a name (RFC 5322, 3.4). */
const NAMED = /^[^<>]*<([^<>]+)>$/;

/** Where callers who withhold their number are said to be (RFC 3323, RFC 2606): it is nobody's. */
const NOBODY = /(?:^|:)anonymous@|@anonymous\.|\.invalid\b/i;
/** A number of one digit alone stands for a number that nobody knows. */
const NO_NUMBER = /^\+?([0-9])\1*$/;

/**
 * The address that the text is; null if it is none, or one that is many people's. Of a URI only
 * those schemes that reach a person: others name things, and stand in the records of many.
 */
export function addressOf(text: string): Address | null {
  const trimmed = text.trim();
  const phone = trimmed.replace(SEPARATORS, '');
  if (PHONE.test(phone)) return NO_NUMBER.test(phone) ? null : { kind: 'phone', text: phone };
  if (NOBODY.test(trimmed)) return null;
  if (EMAIL.test(trimmed)) return { kind: 'email', text: trimmed };
  const named = NAMED.exec(trimmed)?.[1];
  if (named !== undefined) return addressOf(named);
  const [, scheme, rest] = URI.exec(trimmed) ?? [];
  if (scheme === undefined || rest === undefined) return null;
  return addressOfScheme(scheme.toLowerCase(), rest, trimmed);
}

/** @param uri `scheme:rest` */
function addressOfScheme(scheme: string, rest: string, uri: string): Address | null {
  switch (scheme) {
    case 'sip':
    case 'sips':
      return SIP.test(uri) ? { kind: 'sip', text: uri } : null;
    case 'tel':
    case 'sms':
    case 'whatsapp':
      return ofKind('phone', rest);
    case 'mailto':
      return ofKind('email', rest);
    case 'skype':
    case 'im':
    case 'pres':
    case 'xmpp': {
      const who = withoutParameters(rest);
      if (scheme === 'skype' ? who.length === 0 : !AT_HOST.test(who)) return null;
      return { kind: 'uri', text: `${uri.slice(0, scheme.length)}:${who}` };
    }
    case 'http':
    case 'https':
      return PAGE.test(uri) ? { kind: 'uri', text: uri } : null;
    default:
      return null;
  }
}

/** The address that a URI of it is made of: `tel:+441632960961;ext=5`. */
function ofKind(kind: Address['kind'], rest: string): Address | null {
  const address = addressOf(percentDecoded(withoutParameters(rest)));
  return address?.kind === kind ? address : null;
}

function withoutParameters(rest: string): string {
  return /^[^?;]*/.exec(rest)![0];
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Where an address is that very address: nothing beside it could belong to it. German numbers have
 * no fixed length, so `+4930123456` is not `+493012345`, and `joann@…` is not `ann@…`.
 *
 * Of e-mail and SIP addresses letters of either case are the same: domains are so by definition
 * (RFC 1035, 2.3.3), and hardly a mailbox is told from another by case alone, though RFC 5321
 * (2.4) would allow it. Of a URI it is so of scheme and host (RFC 3986, 6.2.2.1).
 */
export function soughtAddress({ kind, text }: Address): Sought {
  return {
    text,
    caseless: kind === 'phone' ? 0 : caselessOf(text),
    isIt: ({ before, after }) => !goesOnBefore(kind, text, before) && !goesOnAfter(kind, after),
  };
}

/** Characters from the beginning of which letters of either case are the same. */
function caselessOf(text: string): number {
  return [...(HOST_OF_PAGE.exec(text)?.[0] ?? text)].length;
}

/**
 * A letter or digit of an alphabet. Where words are written without spaces, what stands beside an
 * address is the next word; and a byte that is not UTF-8 (U+FFFD) belongs to no address.
 */
const WORD =
  '(?![\\p{scx=Hani}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Hang}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}])[\\p{L}\\p{M}\\p{N}]';
const NAME = `(?:${WORD}|_)`;

const BEFORE_PHONE = new RegExp(`(?:${WORD}|\\+|\\p{N}[-.])$`, 'u');
const AFTER_PHONE = new RegExp(`^(?:${WORD}|\\+|[-.]\\p{N})`, 'u');
/**
 * Some characters belong to a mailbox's name only within it: `o'ann@…`, but `'ann@…'`; `jo.ann@…`,
 * but `…ann@…` behind three dots.
 */
const BEFORE_EMAIL = new RegExp(`(?:${NAME}|[+%@-]|${NAME}['!#$&*^~]|(?:${NAME}|[+%-])\\.)$`, 'u');
const AFTER_DOMAIN = new RegExp(`^(?:${WORD}|[@-]|\\.${WORD})`, 'u');
const BEFORE_SCHEME = new RegExp(`(?:${NAME}|[+.-])$`, 'u');
/** Punctuation ends a URI if nothing of a URI follows. */
const AFTER_URI = new RegExp(`^[.,;:!?'()]*(?:${NAME}|[~%/#&=+@$*-])`, 'u');

function goesOnBefore(kind: Address['kind'], text: string, before: string): boolean {
  if (kind === 'phone') {
    // The number with a plus is the same number.
    const beyondPlus = text.startsWith('+') ? before : before.replace(/\+$/, '');
    return BEFORE_PHONE.test(beyondPlus);
  }
  return (kind === 'email' ? BEFORE_EMAIL : BEFORE_SCHEME).test(before);
}

function goesOnAfter(kind: Address['kind'], after: string): boolean {
  if (kind === 'phone') return AFTER_PHONE.test(after);
  return (kind === 'uri' ? AFTER_URI : AFTER_DOMAIN).test(after);
}
