"""The checks before filing, by the codes of form-sd section 7. The tuple is the whole list."""

from cmr.findings import CheckSet
from reports.prefiling import counts, evidence, form, geography, language

ALL_CHECKS = CheckSet(
    "prefiling",
    (
        form.cover_is_complete,
        form.one_rule_box_is_checked,
        form.one_period_everywhere,
        form.items_match_the_current_form,
        form.signed_in_time,
        form.filing_year_is_the_year_of_filing,
        counts.total_equals_rows,
        counts.statuses_add_up,
        counts.conformant_equals_rows,
        counts.active_equals_rows,
        counts.not_listed_equals_rows,
        counts.counting_unit_is_stated,
        counts.ids_are_distinct,
        counts.manufacturers_are_the_same_everywhere,
        counts.response_rate_is_true,
        counts.no_sourcing_is_true,
        counts.table_equals_rows,
        geography.none_in_covered_countries_is_true,
        geography.covered_countries_are_the_ten,
        geography.countries_are_known,
        geography.covered_facilities_are_named,
        geography.no_sourcing_against_own_list,
        language.facilities_have_ids,
        language.status_words_are_current,
        language.status_day_is_printed,
        language.program_names_are_current,
        language.conflict_free_only_as_defined,
        language.conclusion_is_stated,
        language.placeholders_are_filled,
        language.numbers_are_bound,
        evidence.one_accepted_declaration_each,
        evidence.rows_trace_to_declarations,
        evidence.edgar_accepts_the_pages,
        evidence.no_link_leads_out,
    ),
)
