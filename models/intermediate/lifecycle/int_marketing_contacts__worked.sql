with marketing_contacts as (
    {{ unify('marketing_contacts') }}
),

opportunities as (
    select opportunity_id, contact_id, company_amount as amount from {{ ref('int_opportunities__staged') }} where contact_id is not null
),

visits as (
    select record_id as opportunity_id, entered_at, left_at
    from {{ ref('int_opportunity_visits__defined') }}
    where stage_means in ('explored', 'offered', 'negotiated')
),

{# Sales may know the contact by the field sales record or by the marketing record itself. #}
known_as as (
    select contact_id, contact_id as sales_contact_id from marketing_contacts
    union
    select contact_id, crm_contact_id from marketing_contacts where crm_contact_id is not null
),

worked as (
    select known_as.contact_id, visits.entered_at, visits.left_at, opportunities.amount
    from known_as
    inner join opportunities on known_as.sales_contact_id = opportunities.contact_id
    inner join visits on opportunities.opportunity_id = visits.opportunity_id
)

select * from worked
