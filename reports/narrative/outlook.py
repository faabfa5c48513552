"""Sections 7 and 8: what the registrant intends to do next, and the notices that go with every number."""

from reports.facts.sheet import NOT_LISTED
from reports.narrative.parts import Section, para, points, say
from reports.narrative.yearly import SINCE

STEPS = Section(
    "steps",
    "Steps to Mitigate Risk and Improve Due Diligence",
    (
        para(
            say(
                "Since the end of the Reporting Period we have received and examined CMRTs as described above.",
                lambda facts: facts.received_since,
            ),
        ),
        *SINCE,
        para(
            "In our next annual inquiry we intend to mitigate the risk that Conflict Minerals in our products "
            "benefit armed groups, and to improve our due diligence, by:",
        ),
        points(
            say(
                "asking each contract manufacturer whose CMRT was not made at product level to make it at product "
                "level, limited to what it supplies to us;",
                lambda facts: facts.not_product_level > 0,
            ),
            say(
                "asking each contract manufacturer that named a facility shown as “not listed” to encourage that "
                "facility to take part in RMAP or a program that RMAP recognizes;",
                lambda facts: facts.by_status[NOT_LISTED] > 0,
            ),
            say(
                "asking for the RMI ID of each facility that could not be matched or was not named;",
                lambda facts: facts.unidentified,
            ),
            say(
                "asking each contract manufacturer that did not state whether there was sourcing from the Covered "
                "Countries to inquire further with its suppliers;",
                lambda facts: facts.question_3["unknown"] > 0,
            ),
            say(
                "asking each contract manufacturer that named a facility located in a Covered Country what it knows of "
                "the origin of the minerals that the facility processes;",
                lambda facts: bool(facts.in_covered),
            ),
            say(
                "following up with each contract manufacturer from which we have no accepted CMRT;",
                lambda facts: facts.accepted < facts.surveyed,
            ),
            "comparing the facilities named from year to year, and asking for an explanation where a facility has "
            "lost its status; and",
            "comparing all facilities with current published audit results before we report.",
        ),
    ),
)

CAUTION = Section(
    "caution",
    "Cautionary Statement",
    (
        para(
            "The statements in this Report rest on our RCOI and due diligence, performed in good faith, and on the "
            "information available to us when it was prepared. Our information comes from our contract "
            "manufacturers, from their suppliers and from published lists, and we have not verified all of it "
            "independently. It may be incomplete or inaccurate: facilities may be missing or named in error, "
            "declarations may cover more than the Covered Products, and the status of a facility may change after "
            "the date as of which it is stated."
        ),
        para(
            "This Report contains forward-looking statements within the meaning of Section 27A of the Securities Act "
            "of 1933 and Section 21E of the Exchange Act, including the steps that we intend to take. Words such as "
            "“intend” identify such statements. They are subject to risks and uncertainties, among them the "
            "willingness and ability of contract manufacturers, of their suppliers and of facilities to provide "
            "information, and changes in the lists and programs on which we rely. Actual results may differ "
            "materially, and we undertake no obligation to update these statements except as required by law."
        ),
    ),
)
