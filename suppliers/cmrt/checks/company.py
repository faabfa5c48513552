"""Who declares: contact and authorizer, and what the company says of its own programme (A to H)."""

import re
from collections.abc import Iterator

from cmr.findings import Hit, Severity, check
from cmr.vocab import DECLARATION_ORDER
from suppliers.cmrt.checks.subject import Subject, at_cell, is_placeholder

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]{2,}")
_NOT_AVAILABLE = {"not available", "n/a", "na", "none"}
# Mailboxes that nobody reads, or that were typed to get past the cell.
_NOBODY = re.compile(r"(no|do.?not)[-_.]?reply|mailer-daemon|postmaster|test|xxx+|asdf|abc|name|email", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9\u00df-\u024f]+")
# Legal forms and trades, which unrelated companies share.
_COMMON = frozenset(
    {
        "ab", "ag", "and", "as", "bhd", "bv", "co", "company", "components", "corp", "corporation", "de", "electronic",
        "electronics", "global", "gmbh", "group", "holding", "holdings", "inc", "incorporated", "industrial",
        "industries", "international", "kg", "kk", "limited", "llc", "ltd", "manufacturing", "nv", "of", "oy", "plc",
        "products", "pte", "pty", "sa", "sas", "sdn", "solutions", "spa", "srl", "systems", "technologies",
        "technology", "the",
    }
)  # fmt: skip
_DIGITS = re.compile(r"\d")
_LINK = re.compile(r"\S+\.\S{2,}")
_NAMED = {"name": "the company", "contact_name": "the contact", "authorizer_name": "the authorizer"}
_PEOPLE = ("contact_name", "authorizer_name")
_EMAILS = {"contact_email": "the contact", "authorizer_email": "the authorizer"}


@check(
    "CMRT-K22a",
    Severity.WARN,
    title="A name that is none",
    message='"{text}" is not a name; say who {who} is.',
    remedy="Write the full name in this cell.",
    reason="Somebody must answer for the declaration, and we must be able to ask.",
    source='CMRT Declaration D8, D15, D18; the instructions refuse "same" for the authorizer',
)
def people_are_named(s: Subject) -> Iterator[Hit]:
    for name, who in _NAMED.items():
        field = s.document.company[name]
        if is_placeholder(field.text):
            yield at_cell(field.cell, who=who, text=field.text)


@check(
    "CMRT-K22g",
    Severity.WARN,
    title="Another company's declaration?",
    message='This is the declaration of "{text}"; we asked {company}.',
    remedy="Send the declaration of the company that supplies us, or tell us how the two belong together.",
    reason="The smelters of a parent or a sister company are not those of the products that we buy.",
    source="CMRT Declaration D8; the manufacturer that was asked",
)
def company_is_the_one_asked(s: Subject) -> Iterator[Hit]:
    field, asked = s.document.company["name"], s.context.company
    given, wanted = _name_words(field.text or ""), _name_words(asked)
    # A name in another script cannot be compared; initials that begin the other name are no contradiction.
    if given and wanted and not given & wanted and not _initials(given, asked) and not _initials(wanted, field.text):
        yield at_cell(field.cell, text=field.text, company=asked)


@check(
    "CMRT-K22b",
    Severity.BLOCK,
    title="No e-mail address",
    message='"{text}" is not an e-mail address of {who}; the workbook asks for one with an @.',
    remedy="Write one e-mail address in this cell.",
    reason="The workbook's own Checker fails without an @, and questions have nowhere to go.",
    source="CMRT Declaration D16, D20; Checker rows 8 and 11",
)
def emails_have_an_at(s: Subject) -> Iterator[Hit]:
    for name, who in _EMAILS.items():
        field = s.document.company[name]
        if field.text and "@" not in field.text:
            # The template's instructions permit "not available", which its Checker then counts as open.
            permitted = field.text.casefold() in _NOT_AVAILABLE
            yield at_cell(field.cell, severity=Severity.INFO if permitted else None, who=who, text=field.text)


@check(
    "CMRT-K22c",
    Severity.WARN,
    title="Doubtful e-mail address",
    message='"{text}" does not look like one e-mail address of {who}.',
    remedy="Write one address, without names or blanks around it.",
    reason="A mistyped address makes every later question unanswerable.",
    source="CMRT Declaration D16, D20",
)
def emails_are_well_formed(s: Subject) -> Iterator[Hit]:
    for name, who in _EMAILS.items():
        field = s.document.company[name]
        if field.text and "@" in field.text and not _EMAIL.fullmatch(field.text):
            yield at_cell(field.cell, who=who, text=field.text)


@check(
    "CMRT-K22d",
    Severity.INFO,
    title="Two people, one address",
    message="Contact and authorizer have different names and the same e-mail address.",
    reason="Often a copy of the line above.",
    source="CMRT Declaration D15, D16, D18, D20",
)
def people_have_own_addresses(s: Subject) -> Iterator[Hit]:
    company = s.document.company
    names = [(company[name].text or "").casefold() for name in _PEOPLE]
    emails = [(company[name].text or "").casefold() for name in _EMAILS]
    if all(names) and all(emails) and names[0] != names[1] and emails[0] == emails[1]:
        yield at_cell(company["authorizer_email"].cell)


@check(
    "CMRT-K22e",
    Severity.WARN,
    title="No telephone number",
    message='"{text}" is not a telephone number of the contact.',
    remedy="Write the number with its country code, such as +49 30 1234567.",
    reason="When an e-mail stays unanswered, the telephone is the next way to ask.",
    source="CMRT Declaration D17",
)
def contact_has_a_number(s: Subject) -> Iterator[Hit]:
    phone = s.document.company["contact_phone"]
    if phone.text and len(_DIGITS.findall(phone.text)) < 5:
        yield at_cell(phone.cell, text=phone.text)


@check(
    "CMRT-K22f",
    Severity.WARN,
    title="Mailbox that nobody reads",
    message='Mail to "{text}" reaches nobody.',
    remedy="Write an address at which {who} can be asked.",
    reason="The declaration is worth what can be asked about it.",
    source="CMRT Declaration D16, D20",
)
def mail_reaches_somebody(s: Subject) -> Iterator[Hit]:
    for name, who in _EMAILS.items():
        field = s.document.company[name]
        mailbox, _, domain = (field.text or "").partition("@")
        if domain and _NOBODY.fullmatch(mailbox.strip()):
            yield at_cell(field.cell, who=who, text=field.text)


@check(
    "CMRT-K24a",
    Severity.WARN,
    title="Policy address is no link",
    message='Question B says that the policy is public, but "{text}" is not a web address.',
    remedy="Enter the address of the page where the policy stands, such as www.example.com/minerals.",
    reason="The Checker passes any two characters; a reader of our report must find the policy.",
    source="CMRT Declaration G77",
)
def policy_has_a_link(s: Subject) -> Iterator[Hit]:
    answer = s.document.company_answers["B"]
    if answer.answer == "Yes" and answer.comment and not _LINK.search(answer.comment):
        yield at_cell(answer.comment_cell, text=answer.comment)


@check(
    "CMRT-K24b",
    Severity.WARN,
    title="Public policy, but no policy",
    message="Question A says that there is no policy, question B that the policy is public.",
    remedy="Correct question A or question B.",
    reason="Both cannot be true.",
    source="CMRT Declaration D75, D77",
)
def public_policy_needs_a_policy(s: Subject) -> Iterator[Hit]:
    if _company(s, "A") == "No" and _company(s, "B") == "Yes":
        yield at_cell(s.document.company_answers["B"].cell)


@check(
    "CMRT-K24c",
    Severity.WARN,
    title="Other format not described",
    message="Question E says that suppliers are surveyed in another format, but the comment does not say which.",
    remedy="Describe the format in the comment beside question E.",
    reason="The answer itself asks for the description; the template's own mark for it looks at a wrong cell.",
    source="CMRT Declaration D83, G83",
)
def other_format_is_described(s: Subject) -> Iterator[Hit]:
    answer = s.document.company_answers["E"]
    if answer.answer == "Yes, using other format (describe)" and not answer.comment:
        yield at_cell(answer.comment_cell)


@check(
    "CMRT-K24d",
    Severity.WARN,
    title="Corrective action without review",
    message="Question F says that suppliers' answers are not reviewed, question G that corrections follow the review.",
    remedy="Correct question F or question G.",
    reason="A correction needs a review that finds something.",
    source="CMRT Declaration D85, D87",
)
def correction_needs_review(s: Subject) -> Iterator[Hit]:
    if _company(s, "F") == "No" and _company(s, "G") == "Yes":
        yield at_cell(s.document.company_answers["G"].cell)


@check(
    "CMRT-K24e",
    Severity.WARN,
    title="No survey, but answers to it",
    message="Question E says that suppliers are not surveyed, question 6 that suppliers of {metal} answered.",
    remedy="Correct question E, or question 6.",
    reason="Without a survey nobody can have answered it.",
    source="CMRT Declaration D83, D56:D59",
)
def survey_explains_answers(s: Subject) -> Iterator[Hit]:
    answered = [m.lower() for m in DECLARATION_ORDER if s.in_scope(m) and s.answer(6, m) not in (None, "None")]
    if _company(s, "E") == "No" and answered:
        yield at_cell(s.document.company_answers["E"].cell, metal=" and ".join(answered))


@check(
    "CMRT-K24f",
    Severity.INFO,
    title="No due diligence, but its parts",
    message="Question D says that there is no due diligence, but question {question} says that a part of it is done.",
    reason="Requiring validated smelters and reviewing answers are due diligence.",
    source="CMRT Declaration D79, D81, D85",
)
def due_diligence_matches_its_parts(s: Subject) -> Iterator[Hit]:
    if _company(s, "D") == "No":
        for letter in "CF":
            if _company(s, letter) == "Yes":
                yield at_cell(s.document.company_answers["D"].cell, question=letter)


@check(
    "CMRT-K24g",
    Severity.INFO,
    title="All Yes, and not a word",
    message="Questions A to H are all answered Yes, and no answer in the whole file has a comment.",
    remedy="Add to the answers what you do: how suppliers are surveyed, and what follows when an answer is wrong.",
    reason="Answers that nothing supports carry little weight in our own due diligence.",
    source="CMRT Declaration column G",
)
def answers_are_supported(s: Subject) -> Iterator[Hit]:
    company = s.document.company_answers
    every = [*company.items(), *((question, a) for question, of in s.document.answers.items() for a in of.values())]
    # The comment beside question B is the address of the policy.
    spoken = any(answer.comment for question, answer in every if question != "B")
    if not spoken and all((company[letter].answer or "").startswith("Yes") for letter in "ABCDEFGH"):
        yield at_cell(company["A"].comment_cell)


def _name_words(name: str) -> set[str]:
    """What tells a company from another: words of Latin letters without legal forms and trades."""
    return {word for word in _WORD.findall(name.casefold()) if len(word) > 1 and word not in _COMMON}


def _initials(words: set[str], name: str | None) -> bool:
    initials = "".join(word[0] for word in _WORD.findall((name or "").casefold()))
    return any(initials.startswith(word) for word in words)


def _company(s: Subject, letter: str) -> str | None:
    return s.document.company_answers[letter].answer


CHECKS = (
    people_are_named,
    company_is_the_one_asked,
    emails_have_an_at,
    emails_are_well_formed,
    people_have_own_addresses,
    contact_has_a_number,
    mail_reaches_somebody,
    policy_has_a_link,
    public_policy_needs_a_policy,
    other_format_is_described,
    correction_needs_review,
    survey_explains_answers,
    due_diligence_matches_its_parts,
    answers_are_supported,
)
