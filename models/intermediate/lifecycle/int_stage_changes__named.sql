with recorded as (
    {{ unify('stage_changes') }}
),

named as (
    {{ named_changes('recorded') }}
)

select * from named
