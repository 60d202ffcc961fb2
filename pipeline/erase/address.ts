import type { SearchText } from './search-text.ts';

/** An address at which a person can be reached, and which names them when their data is to be erased. */
export interface Address {
  readonly kind: 'phone' | 'email' | 'sip' | 'uri';
  /** The text that is searched for. */
  readonly text: string;
}

/** E.164 has 15 digits at most. With fewer than 7 it is an extension, which many have. */
const PHONE = /^\+?[0-9]{7,15}$/;
/** Characters that people write between digits (ITU-T E.123). */
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
/** A page's address, which has something after the host that can name a person. */
const PAGE = new RegExp(`^https?://${DOMAIN}(?::[0-9]+)?(?:/|(?=[?#]))[^\\s]+$`, 'iu');
const HOST_OF_PAGE = /^https?:\/\/[^/?#]*/i;
/** An address in angle brackets after a name (RFC 5322, 3.4). */
const NAMED = /^[^<>]*<([^<>]+)>$/;

/** Stand-in addresses of callers who withhold their number (RFC 3323, RFC 2606); they are nobody's. */
const NOBODY = /(?:^|:)anonymous@|@anonymous\.|\.invalid\b/i;
/** A number that repeats one digit is a stand-in for an unknown number. */
const NO_NUMBER = /^\+?([0-9])\1*$/;

/**
 * Reads a text as an address; null if it is no address, or one that many people share. A URI is an
 * address only if its scheme reaches a person: other schemes name things, and many records hold them.
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

/** Reads the address within a URI: `tel:+441632960961;ext=5`. */
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
 * The search text of an address. A place is a match if nothing beside it could belong to the
 * address: German numbers have no fixed length, so `+4930123456` does not match `+493012345`, and
 * `joann@…` does not match `ann@…`.
 *
 * The case of letters is ignored in e-mail and SIP addresses: domains ignore it by definition
 * (RFC 1035, 2.3.3), and hardly any two mailboxes differ by case alone, though RFC 5321 (2.4) would
 * allow it. In a URI it is ignored in the scheme and the host (RFC 3986, 6.2.2.1).
 */
export function addressSearchText({ kind, text }: Address): SearchText {
  return {
    text,
    caseless: kind === 'phone' ? 0 : caselessOf(text),
    isMatch: ({ before, after }) => !goesOnBefore(kind, text, before) && !goesOnAfter(kind, after),
  };
}

/** The number of first characters that are compared without regard to case. */
function caselessOf(text: string): number {
  return [...(HOST_OF_PAGE.exec(text)?.[0] ?? text)].length;
}

/**
 * A letter or digit of a script that puts spaces between words. In other scripts the next word may
 * stand directly beside an address. A byte that is not UTF-8 (U+FFFD) belongs to no address.
 */
const WORD =
  '(?![\\p{scx=Hani}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Hang}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}])[\\p{L}\\p{M}\\p{N}]';
const NAME = `(?:${WORD}|_)`;

const BEFORE_PHONE = new RegExp(`(?:${WORD}|\\+|\\p{N}[-.])$`, 'u');
const AFTER_PHONE = new RegExp(`^(?:${WORD}|\\+|[-.]\\p{N})`, 'u');
/**
 * Some characters belong to a mailbox's name only within it: `o'ann@…`, but `'ann@…'`; `jo.ann@…`,
 * but `…ann@…` after three dots.
 */
const BEFORE_EMAIL = new RegExp(`(?:${NAME}|[+%@-]|${NAME}['!#$&*^~]|(?:${NAME}|[+%-])\\.)$`, 'u');
const AFTER_DOMAIN = new RegExp(`^(?:${WORD}|[@-]|\\.${WORD})`, 'u');
const BEFORE_SCHEME = new RegExp(`(?:${NAME}|[+.-])$`, 'u');
/** Punctuation belongs to a URI only if more of the URI follows. */
const AFTER_URI = new RegExp(`^[.,;:!?'()]*(?:${NAME}|[~%/#&=+@$*-])`, 'u');

function goesOnBefore(kind: Address['kind'], text: string, before: string): boolean {
  if (kind === 'phone') {
    // `+44…` and `44…` are the same number.
    const beyondPlus = text.startsWith('+') ? before : before.replace(/\+$/, '');
    return BEFORE_PHONE.test(beyondPlus);
  }
  return (kind === 'email' ? BEFORE_EMAIL : BEFORE_SCHEME).test(before);
}

function goesOnAfter(kind: Address['kind'], after: string): boolean {
  if (kind === 'phone') return AFTER_PHONE.test(after);
  return (kind === 'uri' ? AFTER_URI : AFTER_DOMAIN).test(after);
}
