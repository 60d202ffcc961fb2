/** The forms by which the simulated centre evaluates contacts. */

/** One of the answers to choose from. */
export interface Choice {
  readonly id: string;
  readonly text: string;
  /** Its score in percent. */
  readonly percent: number;
  readonly fails: boolean;
  readonly weight: number;
}

export interface Question {
  readonly id: string;
  readonly text: string;
  readonly type: 'NUMERIC' | 'SINGLESELECT' | 'MULTISELECT' | 'TEXT' | 'DATETIME';
  /** The choices of a question that has any. The choices of a MULTISELECT have no score. */
  readonly choices: readonly Choice[];
  readonly isOptional: boolean;
}

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly parent: Section | null;
  /** The share that it has in the form's score. */
  readonly weight: number;
  readonly questions: readonly Question[];
}

export interface Form {
  readonly id: string;
  readonly title: string;
  readonly version: number;
  readonly sections: readonly Section[];
}

/** A numeric answer is from 0 to this. */
export const MOST_POINTS = 4;

const choice = (id: string, text: string, percent: number, weight: number, fails = false) => ({
  id,
  text,
  percent,
  weight,
  fails,
});
const YES_OR_NO = [choice('o1', 'Yes', 100, 9), choice('o2', 'No', 0, 1)];
const YES_OR_FAIL = [choice('o1', 'Yes', 100, 19), choice('o2', 'No', 0, 1, true)];
const TOPICS = ['Bill', 'Delivery', 'Repair'].map((text, index) =>
  choice(`o${index + 1}`, text, 0, 1),
);

const question = (
  id: string,
  type: Question['type'],
  text: string,
  choices: readonly Choice[] = [],
  isOptional = false,
): Question => ({ id, type, text, choices, isOptional });

const greeting: Section = {
  id: 's1',
  title: 'Greeting',
  parent: null,
  weight: 1,
  questions: [
    question('q1', 'SINGLESELECT', 'Was the customer greeted?', YES_OR_NO),
    question('q2', 'NUMERIC', 'How clear was the greeting?'),
  ],
};
const identity: Section = {
  id: 's2',
  title: 'Identity',
  parent: greeting,
  weight: 2,
  questions: [question('q3', 'SINGLESELECT', 'Was the identity checked?', YES_OR_FAIL, true)],
};
const closing: Section = {
  id: 's3',
  title: 'Closing',
  parent: null,
  weight: 1,
  questions: [
    question('q4', 'SINGLESELECT', 'Was the outcome summed up?', YES_OR_NO, true),
    question('q5', 'MULTISELECT', 'What was it about?', TOPICS),
  ],
};
const remarks: Section = {
  id: 's4',
  title: 'Remarks',
  parent: null,
  weight: 0,
  questions: [question('q6', 'TEXT', 'What went well?')],
};
const offer: Section = {
  id: 's1',
  title: 'Offer',
  parent: null,
  weight: 1,
  questions: [
    question('q1', 'NUMERIC', 'How well was the offer explained?'),
    question('q2', 'SINGLESELECT', 'Was a price named?', YES_OR_NO, true),
    question('q3', 'DATETIME', 'When is delivery promised?'),
  ],
};

const SERVICE = { id: '0f000000-0000-4000-8000-000000000001', title: 'Service basics' };
const SALES = { id: '0f000000-0000-4000-8000-000000000002', title: 'Sales' };

/** The form that most evaluations have, in the version before a section was added and in the one after that. */
export const SERVICE_FORMS: readonly [Form, Form] = [
  { ...SERVICE, version: 1, sections: [greeting, identity, closing] },
  { ...SERVICE, version: 2, sections: [greeting, identity, closing, remarks] },
];

export const SALES_FORM: Form = { ...SALES, version: 1, sections: [offer] };
