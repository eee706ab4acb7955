{{ config(enabled='spreadsheets' in var('sources')) }}

with typed as (
    {{ current_rows('spreadsheets', 'glossary') }}
),

renamed as (
    select
        {{ record_id('spreadsheets', 'entry_id') }} as entry_id,
        lower(function) as function,
        lower(term) as term,
        lower(scope) as scope,
        entry_criteria,
        exit_criteria,
        evidence,
        rationale,
        owner,
        valid_from,
        valid_to
    from typed
)

select * from renamed
