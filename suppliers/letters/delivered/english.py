"""The delivered letters in English."""

from suppliers.letters.placeholders import (
    CORRECTION,
    ESCALATION,
    FACILITIES,
    FINAL,
    INVITATION,
    OVERDUE,
    RECEIPT,
    REMINDER,
)

_SIGNED = "Kind regards,\n{sender}\n{sender title}\n{registrant}\n"

_INVITATION = """Dear {contact},

{registrant} reports every year where the tin, tantalum, tungsten and gold in its products come from. For this we need \
the Conflict Minerals Reporting Template (CMRT) of {manufacturer} for calendar year {year}.

Please send it by {due date}. It concerns these products:

{products}

This link is for you alone and opens your page once; there you upload the workbook and see at once whether anything \
is missing. You need no password.

{link}

{attached}

If the link no longer works, open the page and sign in with your e-mail address. If a colleague should answer instead, \
reply to this letter with their name and address.

"""

_REMINDER = """Dear {contact},

On {asked on} we asked {manufacturer} for its CMRT for calendar year {year}. {open}

Please complete it by {due date}:

{link}

If something is unclear, reply to this letter; we are glad to help. If your answer has crossed with this letter, \
nothing more is needed.

"""

_OVERDUE = """Dear {contact},

The CMRT of {manufacturer} for calendar year {year} was due on {due date}. {open}

Please complete it as soon as you can:

{link}

If you need more time or help with the workbook, reply to this letter and tell us when we can expect it.

"""

_FINAL = """Dear {contact},

We have written to {manufacturer} several times since {asked on} about its CMRT for calendar year {year}, due on \
{due date}. {open}

This is our last letter before we inform our management which manufacturers have not answered. Please complete your \
answer now:

{link}

If something stands in the way, reply to this letter, and we will find a way together.

"""

_ESCALATION = """Dear {contact},

As of {day}, these manufacturers have not answered our request for the CMRT for calendar year {year}, or have not \
corrected what they sent. The answers were due on {due date}.

{silent}

We ask for your support in speaking with them. Our report describes how we followed up.

"""

_CORRECTION = """Dear {contact},

Thank you for the CMRT of {manufacturer} for calendar year {year} ({file}, receipt {receipt}). Before we can accept \
it, please correct the following by {due date}:

{corrections}

{note}

Correct the workbook, save it, and upload it here:

{link}

"""

_RECEIPT = """Dear {contact},

We received {file} for {manufacturer}, calendar year {year}. Your receipt is {receipt}.

{result}

Your page shows what we read and what happens next:

{link}

"""

_FACILITIES = """Dear {contact},

Thank you for the CMRT of {manufacturer} for calendar year {year}. It names facilities that, as of {day}, are on \
neither the conformant nor the active list of the Responsible Minerals Initiative:

{facilities}

Please tell us whether metal from them is in the products you make for us, and if it is, which steps you take: asking \
the facility to take part in an assessment, or sourcing from a facility that does. If a facility was named by mistake, \
upload a corrected workbook:

{link}

"""

TEXTS: dict[str, tuple[str, str]] = {
    INVITATION: ("{registrant}: your CMRT for {year}, due {due date}", _INVITATION + _SIGNED),
    REMINDER: ("{registrant}: your CMRT for {year} is due on {due date}", _REMINDER + _SIGNED),
    OVERDUE: ("{registrant}: your CMRT for {year} was due on {due date}", _OVERDUE + _SIGNED),
    FINAL: ("{registrant}: last letter about your CMRT for {year}", _FINAL + _SIGNED),
    ESCALATION: ("Manufacturers that have not answered, calendar year {year}", _ESCALATION + _SIGNED),
    CORRECTION: ("{registrant}: please correct your CMRT for {year} by {due date}", _CORRECTION + _SIGNED),
    RECEIPT: ("{registrant}: received, {receipt}", _RECEIPT + _SIGNED),
    FACILITIES: ("{registrant}: facilities named in your CMRT for {year}", _FACILITIES + _SIGNED),
}
