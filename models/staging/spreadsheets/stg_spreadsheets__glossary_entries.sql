{{ config(enabled='spreadsheets' in var('sources')) }}

with typed as (
    {{ current_rows('spreadsheets', 'glossary') }}
),

renamed as (
    select
        {{ record_id('spreadsheets', 'entry_id') }} as entry_id,
        lower(trim(function)) as function,
        lower(trim(term)) as term,
        lower(trim(scope)) as scope,
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
