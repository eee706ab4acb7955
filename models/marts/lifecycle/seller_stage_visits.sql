with visits as (
    {{ stays_of('olist_seller', 'lead_id', also=['is_left_forward']) }}
),

sellers as (
    {{ unify('sellers') }}
),

described as (
    select
        visits.*,
        sellers.lead_source,
        sellers.business_segment,
        sellers.city,
        sellers.postal_code,
        {{ days_between(system_day('visits.source_system', 'sellers.won_at'), system_day('visits.source_system', 'visits.entered_at')) }} as days_since_won,
        sellers.first_review_score
    from visits
    inner join sellers on visits.lead_id = sellers.lead_id
)

select * from described
