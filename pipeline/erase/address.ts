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
/** RFC 3261, 19.1.1: a user at a host, or a host; a port, parameters and headers may follow. */
const SIP = new RegExp(
  `^sips?:(?:[^\\s@<>"]+@)?(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9a-f:.]+\\])(?::[0-9]+)?(?:[;?][^\\s<>"]*)?$`,
  'iu',
);
/** RFC 3986. */
const URI = /^([a-z][a-z0-9+.-]+):([^\s<>"\\^`{|}]{2,})$/iu;

/** Where callers who withhold their number are said to be (RFC 3323, RFC 2606): it is nobody's. */
const NOBODY = /(?:^|:)anonymous@|@anonymous\.|\.invalid\b/i;
/** Schemes that name things, not people. */
const OF_THINGS = /^arn$/i;

/** The address that the text is; null if it is none, or one that is many people's. */
export function addressOf(text: string): Address | null {
  const trimmed = text.trim();
  const phone = trimmed.replace(SEPARATORS, '');
  if (PHONE.test(phone)) return { kind: 'phone', text: phone };
  if (NOBODY.test(trimmed)) return null;
  if (EMAIL.test(trimmed)) return { kind: 'email', text: trimmed };
  const [, scheme, rest] = URI.exec(trimmed) ?? [];
  if (scheme === undefined || rest === undefined || OF_THINGS.test(scheme)) return null;
  if (/^sips?$/i.test(scheme)) return SIP.test(trimmed) ? { kind: 'sip', text: trimmed } : null;
  if (/^(?:tel|sms|callto|mailto|whatsapp)$/i.test(scheme)) return addressOf(rest);
  return { kind: 'uri', text: trimmed };
}

/**
 * Where an address is that very address: nothing beside it could belong to it. German numbers have
 * no fixed length, so `+4930123456` is not `+493012345`, and `joann@…` is not `ann@…`.
 *
 * Of e-mail and SIP addresses letters of either case are the same: domains are so by definition
 * (RFC 1035, 2.3.3), and hardly a mailbox is told from another by case alone, though RFC 5321
 * (2.4) would allow it.
 */
export function soughtAddress({ kind, text }: Address): Sought {
  return {
    text,
    ignoresCase: kind === 'email' || kind === 'sip',
    isIt: ({ before, after }) => !goesOnBefore(kind, text, before) && !goesOnAfter(kind, after),
  };
}

// U+FFFD stands for a byte that is not UTF-8: a letter of another encoding.
const BELONGS_TO_PHONE = '\\p{L}\\p{M}\\p{N}_+';
const BELONGS_TO_NAME = '\\p{L}\\p{M}\\p{N}\\uFFFD_';

const BEFORE_PHONE = new RegExp(`(?:[${BELONGS_TO_PHONE}]|\\p{N}[-.])$`, 'u');
const AFTER_PHONE = new RegExp(`^(?:[${BELONGS_TO_PHONE}]|[-.]\\p{N})`, 'u');
/** Some characters belong to a mailbox's name only within it: `o'ann@…`, but `'ann@…'`. */
const BEFORE_EMAIL = new RegExp(
  `(?:[${BELONGS_TO_NAME}.+%@-]|[${BELONGS_TO_NAME}]['!#$&*^~])$`,
  'u',
);
const AFTER_DOMAIN = new RegExp(`^(?:[${BELONGS_TO_NAME}@-]|\\.[${BELONGS_TO_NAME}])`, 'u');
const BEFORE_SCHEME = new RegExp(`[${BELONGS_TO_NAME}+.-]$`, 'u');
/** Punctuation ends a URI if nothing of a URI follows. */
const AFTER_URI = new RegExp(
  `^(?:[${BELONGS_TO_NAME}~%/#&=+@$*-]|[.,;:!?'()]+[${BELONGS_TO_NAME}~%/#&=+@$*-])`,
  'u',
);

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
