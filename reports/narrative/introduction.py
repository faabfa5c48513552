"""Sections 1 and 2: what the report is, its defined terms, the company and its covered products."""

from reports.narrative.parts import Section, Sub, para, say
from reports.narrative.placeholders import left_out_as_acquired

COUNTRIES = (
    "“Covered Countries” means {covered_countries}; that is, the Democratic Republic of the Congo (the “DRC”) and the "
    "countries that share an internationally recognized border with it."
)

INTRODUCTION = Section(
    "introduction",
    "Introduction",
    (
        para(
            "This Conflict Minerals Report (this “Report”) of {registrant} (“we,” “us” or “our”) is "
            "filed under Rule 13p-1 and Form SD (together, the “Rule”) under the Securities Exchange Act of 1934, as "
            "amended (the “Exchange Act”). It covers the reporting period from January 1, {year} to December 31, "
            "{year} (the “Reporting Period”)."
        ),
        para(
            "The Rule applies where conflict minerals are necessary to the functionality or production of a product "
            "that an issuer manufactures or contracts to have manufactured. In this Report, “Conflict Minerals” "
            "means columbite-tantalite (also known as coltan), cassiterite, gold, wolframite and their derivatives, "
            "which the Rule limits to tantalum, tin and tungsten."
        ),
        para(COUNTRIES),
        para(
            "“Facility” means a smelter or refiner that processes a Conflict Mineral. A facility is counted once for "
            "each metal that it processes, by the identification number of the Responsible Minerals Initiative "
            "(“RMI”) under which it is named for that metal (“RMI ID”). A site that processes more than one metal is "
            "therefore counted more than once.",
            say(
                "On this basis Annex I lists {total} {total:facility} under {distinct_names} {distinct_names:name}.",
                lambda facts: facts.total > 0,
            ),
        ),
    ),
)

COMPANY = Section(
    "company",
    "Covered Products",
    (
        Sub("Our business", lambda facts: bool(facts.filer.overview)),
        para(say("{overview}", lambda facts: bool(facts.filer.overview))),
        Sub("Products covered by this Report"),
        para(
            "This Report relates to {products} for which Conflict Minerals are necessary to their functionality or "
            "production, that we manufactured or contracted to have manufactured, and whose manufacture was "
            "completed during the Reporting Period (the “Covered Products”).",
            say(
                "This Report does not cover {acquired}: the business that makes {acquired:them} was acquired or first "
                "registered so recently that the Rule allows it to be left out.",
                lambda facts: bool(left_out_as_acquired(facts)),
                "K16",
            ),
        ),
        para(
            say(
                "In the declarations that we accepted for this Report, our contract manufacturers reported "
                "{declared_metals} as necessary to the functionality or production of products within the scope of "
                "their declarations.",
                lambda facts: any(facts.declared_by_metal.values()),
            ),
        ),
    ),
)
